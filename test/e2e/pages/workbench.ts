/** VS Code's window as a person uses it: commands, picks, inputs, messages, dialogs, the status bar. */
import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../../support/waitFor.ts';
import { TreeView } from './treeView.ts';

/** How long anything on the screen may take on a loaded machine. */
export const SCREEN_TIMEOUT_MS = 30_000;

/** The key that Ctrl is on this platform's shortcuts. */
export const CTRL = process.platform === 'darwin' ? 'Meta' : 'Control';

export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(SCREEN_TIMEOUT_MS);
  }

  /** Resolves when the activity bar shows our container: the workbench is up and the extension installed. */
  async ready(container = 'Mail'): Promise<void> {
    await this.#activity(container)
      .first()
      .waitFor({ timeout: 2 * SCREEN_TIMEOUT_MS });
  }

  /** Shows our views in the side bar by a click on the activity bar, unless they are there. */
  async openMailView(container = 'Mail'): Promise<void> {
    const shown = this.#activityItem(container).and(this.page.locator('.checked'));
    if (await shown.count()) return;
    await this.#activity(container).first().click();
    const isShown = await shown.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
    // A click on an icon whose views were just coming back hides them; the command only ever shows.
    if (!isShown) await this.runCommand('Mail: Open Mail');
    await shown.waitFor();
  }

  /** Number on the activity bar's icon, empty when there is none. */
  async badge(container = 'Mail'): Promise<string> {
    const badge = this.#activityItem(container).locator('.badge-content');
    return (await badge.count()) > 0 ? (await badge.first().innerText()).trim() : '';
  }

  tree(title: string): TreeView {
    return new TreeView(this.page, title);
  }

  /** Runs a command by its title, as from the palette (`Mail: Add Account`). */
  async runCommand(title: string): Promise<void> {
    await this.quickOpen('F1', `>${title}`, title);
  }

  /** Opens the quick input by a key, types into it and takes the first row that shows `rowText`. */
  async quickOpen(key: string, text: string, rowText: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget .quick-input-box input');
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: rowText }).first();
    // After a click in a webview a late focus event may close it again: then once more.
    await waitFor(
      async () => {
        await this.page.keyboard.press(key);
        await input.fill(text, { timeout: 2_000 });
        await row.click({ timeout: 3_000 });
        return true;
      },
      { what: `${rowText} by ${key}`, everyMs: 200 },
    );
  }

  /** Picks the row of an open quick pick that shows `label`. */
  async pick(label: string | RegExp): Promise<void> {
    await this.quickPickRow(label).click();
  }

  quickPickRow(label: string | RegExp): Locator {
    return this.page
      .locator('.quick-input-widget .quick-input-list .monaco-list-row')
      .filter({ hasText: label })
      .first();
  }

  /** Labels of the rows of an open quick pick. */
  async quickPickLabels(): Promise<string[]> {
    await this.page.locator('.quick-input-widget .monaco-list-row').first().waitFor();
    return this.page.locator('.quick-input-widget .monaco-list-row .label-name').allInnerTexts();
  }

  /** Answers an input box; `prompt` is a part of what it asks, so that the right one is answered. */
  async answer(prompt: string | RegExp, text: string): Promise<void> {
    const widget = this.page.locator('.quick-input-widget:visible').filter({ hasText: prompt });
    await widget.waitFor();
    await widget.locator('.quick-input-box input').fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** What an open input box or pick says below its field: prompt or validation message. */
  async inputMessage(): Promise<string> {
    return this.page.locator('.quick-input-widget:visible .quick-input-message').innerText();
  }

  /** Messages that wait in the notification centre: read there, because toasts come and go. */
  async notifications(): Promise<string[]> {
    await this.runCommand('Notifications: Show Notifications');
    await this.page.locator('.notifications-center.visible').waitFor();
    const messages = await this.page.locator('.notifications-center .notification-list-item-message').allInnerTexts();
    await this.runCommand('Notifications: Hide Notifications');
    return messages;
  }

  /** Waits until a notification, toast or in the centre, shows the text, and returns the whole of it. */
  async notification(
    text: string | RegExp,
    { withinMs = SCREEN_TIMEOUT_MS }: { readonly withinMs?: number } = {},
  ): Promise<string> {
    const toast = this.#toast(text);
    return waitFor(
      async () => {
        if (await toast.count()) return toast.locator('.notification-list-item-message').innerText();
        const match = (await this.notifications()).find((each) =>
          typeof text === 'string' ? each.includes(text) : text.test(each),
        );
        return match ?? false;
      },
      { what: `the notification ${text}`, timeoutMs: withinMs, everyMs: 300 },
    );
  }

  /** Presses a button of the notification that shows the text. */
  async notificationButton(text: string | RegExp, button: string): Promise<void> {
    const toast = this.#toast(text);
    await waitFor(
      async () => {
        if (!(await toast.count())) await this.runCommand('Notifications: Show Notifications');
        const item = this.page.locator('.notification-list-item').filter({ hasText: text }).first();
        await item.hover({ timeout: 3_000 });
        await item.getByRole('button', { name: button }).click({ timeout: 3_000 });
        return true;
      },
      { what: `the button ${button} of the notification ${text}`, everyMs: 300 },
    );
  }

  /** Text of the modal dialog in front. */
  async dialogText(): Promise<string> {
    return this.page.locator('.monaco-dialog-box').innerText();
  }

  /** Presses a button of the modal dialog in front and waits until that dialog is gone; another may follow at once. */
  async dialogButton(name: string): Promise<void> {
    const dialog = this.page.locator('.monaco-dialog-box');
    const before = await dialog.elementHandle();
    await dialog.getByRole('button', { name, exact: true }).click();
    await waitFor(async () => !(await before?.isVisible()), { what: `the dialog to close after ${name}` });
  }

  /** Texts of the status bar's items that are ours or match. */
  async statusBar(text: string | RegExp): Promise<string> {
    return this.page.locator('.statusbar-item').filter({ hasText: text }).first().innerText();
  }

  tab(name: string | RegExp): Locator {
    return this.page.locator('.tabs-container').getByRole('tab', { name });
  }

  async closeAllEditors(): Promise<void> {
    await this.runCommand('View: Close All Editors');
  }

  /** Switches the colour theme by its name, as Preferences: Color Theme does. */
  async colorTheme(name: 'Default Light Modern' | 'Default Dark Modern' | 'Default High Contrast'): Promise<void> {
    const [kind, label] = {
      'Default Light Modern': ['vs', 'Light Modern'],
      'Default Dark Modern': ['vs-dark', 'Dark Modern'],
      'Default High Contrast': ['hc-black', 'Dark High Contrast'],
    }[name];
    await this.runCommand('Preferences: Color Theme');
    await this.page.locator('.quick-input-widget .quick-input-box input').fill(label ?? '');
    await this.pick(label ?? '');
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  /** Types a key combination with the platform's Ctrl or Cmd. */
  async ctrl(key: string): Promise<void> {
    await this.page.keyboard.press(`${CTRL}+${key}`);
  }

  #activity(container: string): Locator {
    return this.page.locator(`.activitybar .action-label[aria-label^="${container}"]`);
  }

  #activityItem(container: string): Locator {
    return this.page
      .locator('.activitybar .action-item')
      .filter({ has: this.page.locator(`.action-label[aria-label^="${container}"]`) })
      .first();
  }

  #toast(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast .notification-list-item').filter({ hasText: text }).first();
  }
}
