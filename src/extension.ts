import type { ExtensionContext } from 'vscode';
import { hangDoorbell } from './doorbell.ts';
import { createAccountHint } from './host/accountHint.ts';
import { serveCopies } from './host/copyFiles.ts';

/** With accounts known, the app starts this long after the window, so that badge and notices come without a click, ms. */
const appStartDelayMs = 2_000;

/** Called by VS Code once. Registers; starts nothing. */
export function activate(extension: ExtensionContext): void {
  const isDemo = Boolean(process.env['MAILROOM_DEMO']);
  const { hasAccounts } = createAccountHint(extension.globalState);
  const load = async () => {
    const { startApp } = await import('./app.ts');
    return () => startApp(extension, { isDemo });
  };
  extension.subscriptions.push(
    hangDoorbell({
      ...{ extension, load },
      serveCopies: (app) => serveCopies(async () => (await app()).copies),
      openAfterMs: isDemo || hasAccounts ? appStartDelayMs : undefined,
    }),
  );
}

/** Everything that lives hangs on `context.subscriptions`. */
export function deactivate(): void {}
