/** What VS Code has written down about its window, which is all that a reload brings back. */
import { waitFor } from '../../support/waitFor.ts';
import type { Workbench } from './workbench.ts';

/** Waits until the tabs that would come back include one whose address has this text. Only in a browser; desktop VS Code writes when it closes. */
export async function tabWrittenDown({ page }: Workbench, text: string): Promise<void> {
  if (process.env['MAILROOM_DESKTOP_VSCODE']) return;
  await waitFor(() => page.evaluate(isWritten, text), { what: `${text} among the tabs written down`, everyMs: 250 });
}

/** Runs in the page. */
async function isWritten(text: string): Promise<boolean> {
  const answer = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  for (const { name = '' } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db-')) continue;
    const database = await answer(indexedDB.open(name));
    const items = database.transaction('ItemTable').objectStore('ItemTable');
    const tabs = await answer<unknown>(items.get('memento/workbench.parts.editor'));
    database.close();
    if (String(tabs).includes(text)) return true;
  }
  return false;
}
