/** The files of the workspace in the side bar. */
import type { Locator } from 'playwright-core';
import { waitFor } from '../../support/waitFor.ts';
import type { Workbench } from './workbench.ts';

/** Chooses files and picks from their context menu. */
export async function explorerMenu(workbench: Workbench, files: readonly string[], item: string): Promise<void> {
  await workbench.runCommand('View: Show Explorer');
  const [first = '', ...more] = files;
  // An editor that comes up, also the one of the file just clicked, has its file chosen alone.
  const choose = async () => {
    await explorerRow(workbench, first).click();
    for (const file of more) await explorerRow(workbench, file).click({ modifiers: ['ControlOrMeta'] });
    await workbench.page.waitForTimeout(300);
    const chosen = workbench.page.locator('.explorer-viewlet [role="treeitem"][aria-selected="true"]');
    return (await chosen.count()) === files.length;
  };
  await waitFor(choose, { what: `${files.length} files to be chosen`, everyMs: 300 });
  await explorerRow(workbench, files.at(-1) ?? '').click({ button: 'right' });
  // A menu that has just opened takes a click for the end of the one that opened it.
  const entry = workbench.page.locator('.context-view .monaco-menu .action-item').filter({ hasText: item });
  await entry.waitFor();
  await waitFor(
    async () => {
      if ((await entry.count()) > 0) await entry.click({ timeout: 1_000 });
      return (await entry.count()) === 0;
    },
    { what: `${item} of the menu`, everyMs: 300 },
  );
}

export function explorerRow({ page }: Workbench, file: string): Locator {
  return page.locator('.explorer-viewlet').getByRole('treeitem', { name: file });
}
