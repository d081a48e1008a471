/** A tree in the side bar. Only rows near the screen exist in the page: find by text what is visible, scroll for more. */
import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../../support/waitFor.ts';

export class TreeView {
  readonly #page: Page;
  readonly #title: string;

  /** `title` is the view's name as its header shows it (`Messages`). */
  constructor(page: Page, title: string) {
    this.#page = page;
    this.#title = title;
  }

  /** The view: header and content. */
  get pane(): Locator {
    const header = this.#page
      .locator('.pane-header')
      .filter({ has: this.#page.getByText(this.#title, { exact: true }) });
    return this.#page.locator('.pane').filter({ has: header }).first();
  }

  /** Unfolds the view. */
  async open(): Promise<void> {
    const header = this.pane.locator('.pane-header').first();
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
  }

  /** What the view says instead of rows: the empty state with its button. */
  get welcome(): Locator {
    return this.pane.locator('.welcome-view');
  }

  row(text: string | RegExp): Locator {
    return this.pane.getByRole('treeitem').filter({ hasText: text }).first();
  }

  /** The row for which a screen reader says this. */
  spoken(text: RegExp): Locator {
    return this.pane.getByRole('treeitem', { name: text }).first();
  }

  /** Rows on the screen, top to bottom, label and description as one text. */
  async rows(): Promise<string[]> {
    const texts = await this.pane.getByRole('treeitem').allInnerTexts();
    return texts.map((text) => text.replace(/\s+/g, ' ').trim());
  }

  /** What a screen reader says for each row. */
  async spokenRows(): Promise<string[]> {
    return this.pane
      .getByRole('treeitem')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  }

  async click(
    text: string | RegExp,
    options: { readonly modifiers?: ('ControlOrMeta' | 'Shift')[] } = {},
  ): Promise<void> {
    await this.row(text).click(options);
  }

  async doubleClick(text: string | RegExp): Promise<void> {
    await this.row(text).dblclick();
  }

  async expand(text: string | RegExp): Promise<void> {
    const row = this.row(text);
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
  }

  /** Presses one of the icons that appear on a row under the pointer. */
  async inlineAction(text: string | RegExp, action: string | RegExp): Promise<void> {
    await this.row(text).hover();
    await this.row(text).getByRole('button', { name: action }).click();
  }

  /** Picks from a row's context menu. */
  async contextMenu(text: string | RegExp, item: string | RegExp): Promise<void> {
    await this.row(text).click({ button: 'right' });
    const entry = this.#page.locator('.context-view .monaco-menu .action-item').filter({ hasText: item }).first();
    await entry.waitFor();
    // A menu that has just opened takes a click for the end of the one that opened it.
    await this.#page.waitForTimeout(500);
    await entry.hover();
    await waitFor(
      async () => {
        if ((await entry.count()) > 0) await entry.click({ timeout: 1_000 });
        return (await entry.count()) === 0;
      },
      { what: `${item} of the menu`, everyMs: 300 },
    );
  }

  /** Presses a button of the view's own title bar. */
  async titleAction(action: string | RegExp): Promise<void> {
    await this.pane.locator('.pane-header').first().hover();
    await this.pane.locator('.pane-header').getByRole('button', { name: action }).click();
  }
}
