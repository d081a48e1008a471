/** The compose panel: fields, toolbar and page, as a person finds them. */
import { readFile } from 'node:fs/promises';
import type { FrameLocator, Locator } from 'playwright-core';
import { waitFor } from '../../support/waitFor.ts';
import { openFile } from './editor.ts';
import { webview } from './webview.ts';
import { CTRL, type Workbench } from './workbench.ts';

export interface ComposePanel {
  readonly frame: FrameLocator;
  /** Where one writes. */
  readonly text: Locator;
  tool(name: string): Locator;
  field(name: string): Locator;
  chips(field: string): Promise<readonly string[]>;
}

/** Opens a draft of the workspace and shows it as rich text, by the button in the editor's title. */
export async function openPanel(
  workbench: Workbench,
  name: string,
  button = 'Open as Rich Text',
): Promise<ComposePanel> {
  await openFile(workbench, name);
  await workbench.page.locator(`.editor-actions .action-label[aria-label^="${button}"]`).first().click();
  return shownPanel(workbench);
}

export async function shownPanel(workbench: Workbench): Promise<ComposePanel> {
  const frame = webview(workbench);
  const text = frame.locator('.page');
  await text.waitFor();
  return {
    frame,
    text,
    tool: (name) => frame.locator(`[data-tool="${name}"]`),
    field: (name) => frame.locator(`#field-${name}`),
    chips: (field) => frame.locator(`[data-field="${field}"] .chip bdi`).allInnerTexts(),
  };
}

/** Saves, and waits until the file says this. */
export async function savedText(workbench: Workbench, path: string, wanted: RegExp | string): Promise<string> {
  return waitFor(
    async () => {
      await workbench.page.keyboard.press(`${CTRL}+S`);
      await workbench.page.waitForTimeout(300);
      const text = await readFile(path, 'utf8');
      return (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)) && text;
    },
    { what: `${wanted} in ${path}` },
  ).catch(async (error) => {
    throw new Error(`${String(error)}\n${await readFile(path, 'utf8')}`);
  });
}

/** Selects a text of the page that stands in one piece. */
export async function selectText({ text }: ComposePanel, words: string): Promise<void> {
  await text.evaluate((page, wanted) => {
    const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.nodeValue?.indexOf(wanted) ?? -1;
      if (at < 0) continue;
      (page as HTMLElement).focus();
      getSelection()?.setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + wanted.length);
      return;
    }
    throw new Error(`not on the page: ${wanted}`);
  }, words);
}

/** Pastes a picture of one dot at the cursor, as from a screenshot. */
export async function pastePicture({ text }: ComposePanel): Promise<void> {
  await text.evaluate((page) => {
    const bytes = Uint8Array.from(
      atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
      (char) => char.charCodeAt(0),
    );
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'picture.png', { type: 'image/png' }));
    page.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
}

/** Drops a file on the text, as from the desktop. */
export async function dropFile({ text }: ComposePanel, name: string, content: string): Promise<void> {
  await text.evaluate(
    (page, [fileName = '', words = '']) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([words], fileName, { type: 'text/plain' }));
      const { left: clientX, top: clientY } = (page.querySelector('p') ?? page).getBoundingClientRect();
      page.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, clientX, clientY }));
    },
    [name, content],
  );
}

/** Words of two Latin letters and more that the page itself says, in sight or for a screen reader; names of fonts and keys aside. */
export async function latinWords({ frame }: ComposePanel): Promise<readonly string[]> {
  const said = await frame.locator('#compose').evaluate((main) => {
    const isOurs = (element: Element | null) =>
      element?.closest('.page, bdi, .chip, option[value="Arial"] ~ *') === null;
    const found: string[] = [];
    for (const element of main.querySelectorAll('*')) {
      if (!isOurs(element)) continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.push(element.getAttribute(name) ?? '');
      for (const child of element.childNodes) if (child.nodeType === 3) found.push(child.nodeValue ?? '');
    }
    return found;
  });
  const names = /[\w.]+@[\w.]+|#[0-9a-f]{6}|\b(?:Ctrl|Shift|Tab|HTML|Arial|https|nonsense|missing\.pdf)\b/g;
  return [...new Set(said.map((text) => text.replace(names, '')).filter((text) => /[A-Za-z]{2}/.test(text)))];
}
