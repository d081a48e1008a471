/** Text documents: opened, typed into, read from the screen. */
import type { Locator } from 'playwright-core';
import { waitFor } from '../../support/waitFor.ts';
import { CTRL, type Workbench } from './workbench.ts';

/** Opens a file of the workspace by its name, as Ctrl+P does. */
export async function openFile(workbench: Workbench, name: string): Promise<void> {
  await workbench.quickOpen(`${CTRL}+P`, name, name);
  await workbench.tab(name).waitFor();
}

/** The text editor in front. */
export function textEditor({ page }: Workbench): Locator {
  return page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
}

/** Types at the cursor, as a person would: completions and auto-closing brackets act as usual. */
export async function typeInEditor(workbench: Workbench, text: string): Promise<void> {
  await focusEditor(workbench);
  await workbench.page.keyboard.type(text);
}

/** Waits until a draft with this header is in front and takes what is typed. */
export async function draftInFront(workbench: Workbench, header: string): Promise<void> {
  await workbench.tab(/\.mail\.md/).waitFor();
  await textEditor(workbench).getByText(header, { exact: true }).first().waitFor();
  await textEditor(workbench).and(workbench.page.locator('.focused')).waitFor();
}

/** Types behind a header of the draft in front, wherever the cursor is: the focus may come late to a draft just opened. */
export async function typeHeader(workbench: Workbench, name: string, value: string): Promise<void> {
  const { page } = workbench;
  const line = textEditor(workbench)
    .locator('.view-line')
    .filter({ hasText: `${name}:` })
    .first();
  await line.waitFor();
  const isWritten = async () => (await visibleText(workbench)).split('\n').includes(`${name}: ${value}`);
  await waitFor(
    async () => {
      if (await isWritten()) return true;
      await line.click();
      await page.keyboard.press('End');
      await page.keyboard.press('Shift+Home');
      await page.keyboard.type(`${name}: ${value}`);
      await page.keyboard.press('Escape');
      await page.waitForTimeout(500);
      return isWritten();
    },
    { what: `${name}: ${value}` },
  );
}

/** Replaces the whole document. */
export async function replaceDocument(workbench: Workbench, text: string): Promise<void> {
  await focusEditor(workbench);
  await workbench.ctrl('A');
  await workbench.page.keyboard.press('Delete');
  await workbench.page.keyboard.insertText(text);
}

/** Lines on the screen, top to bottom. */
export async function visibleText(workbench: Workbench): Promise<string> {
  const lines = textEditor(workbench).locator('.view-lines .view-line');
  const placed = await lines.evaluateAll((all) =>
    all.map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent ?? '' })),
  );
  const sorted = placed.sort((one, other) => one.top - other.top);
  return sorted.map(({ text }) => text.replaceAll('\u00a0', ' ')).join('\n');
}

export interface OutsideFile {
  readonly name: string;
  readonly type: string;
  readonly base64: string;
}

/** Pastes a file where the cursor is, as from another program. */
export async function pasteFile(workbench: Workbench, file: OutsideFile): Promise<void> {
  await focusEditor(workbench);
  await workbench.page.evaluate(({ name, type, base64 }) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], name, { type }));
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true, composed: true }),
    );
  }, file);
}

/** Drops a file on a line, as from the desktop with Shift held, which is what VS Code takes for "into the text". */
export async function dropFile(workbench: Workbench, file: OutsideFile, onLine: string): Promise<void> {
  const line = textEditor(workbench).getByText(onLine).first();
  await line.evaluate((element, { name, type, base64 }) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name, { type }));
    const { left, top } = element.getBoundingClientRect();
    const at = { clientX: left + 5, clientY: top + 5, shiftKey: true, bubbles: true, cancelable: true, composed: true };
    for (const kind of ['dragenter', 'dragover', 'drop'])
      element.dispatchEvent(new DragEvent(kind, { ...at, dataTransfer }));
  }, file);
}

/** Messages of diagnostics, from the Problems panel. */
export async function problems(workbench: Workbench): Promise<string[]> {
  await workbench.runCommand('Problems: Focus on Problems View');
  return workbench.page.locator('.markers-panel-container').getByRole('treeitem').allInnerTexts();
}

/** A row of the completion list, which may have opened by itself. */
export function suggestion({ page }: Workbench, label: string): Locator {
  return page.locator('.suggest-widget.visible .monaco-list-row').filter({ hasText: label }).first();
}

/** Puts the cursor on `text` and takes the quick fix with this title. */
export async function quickFix(workbench: Workbench, text: string, title: string): Promise<void> {
  const { page } = workbench;
  await textEditor(workbench).getByText(text).first().click();
  const fix = page.locator('.action-widget .monaco-list-row').filter({ hasText: title }).first();
  await waitFor(
    async () => {
      await page.keyboard.press(`${CTRL}+.`);
      await fix.click({ timeout: 2_000 });
      return true;
    },
    { what: `the quick fix ${title}`, everyMs: 300 },
  );
}

async function focusEditor(workbench: Workbench): Promise<void> {
  const focused = textEditor(workbench).and(workbench.page.locator('.focused'));
  if ((await focused.count()) === 0) await textEditor(workbench).locator('.view-lines').click();
}
