import type { Editor } from '@tiptap/core';

/** What comes from the clipboard or is dropped: pictures are kept as files, very large HTML comes as plain text. */

export interface PasteHost {
  readonly editor: Editor;
  readonly keep: (file: File) => Promise<void>;
  /** Makes a file that is no picture an attachment. */
  readonly attach: (file: File) => Promise<void>;
  /** HTML above this is not read as HTML, UTF-16 units. */
  readonly largestHtml: number;
  readonly isRich: boolean;
}

/** True when it was dealt with here. */
export function pasted(
  event: ClipboardEvent | DragEvent,
  data: DataTransfer,
  { editor, keep, attach, largestHtml, isRich }: PasteHost,
): boolean {
  const html = data.getData('text/html');
  const files = [...data.files];
  const isPicture = ({ type }: File) => isRich && type.startsWith('image/');
  // Word gives a picture of what was copied beside its words.
  const areMeant = html === '' || /^\s*(?:<meta[^>]*>\s*)?<img\b[^>]*>\s*$/i.test(bodyOf(html));
  if (files.length > 0 && areMeant) {
    event.preventDefault();
    void (async () => {
      for (const file of files) await (isPicture(file) ? keep(file) : attach(file));
    })();
    return true;
  }
  if (isRich && html.length <= largestHtml) return false;
  const text = data.getData('text/plain');
  if (text === '' && html === '') return false;
  event.preventDefault();
  insertPlain(editor, text === '' ? html.slice(0, largestHtml).replace(/<[^>]*>/g, ' ') : text);
  return true;
}

function bodyOf(html: string): string {
  return /<!--StartFragment-->([\s\S]*?)<!--EndFragment-->/.exec(html)?.[1] ?? html;
}

/** Lines of a paragraph are breaks, an empty line begins another. */
function insertPlain(editor: Editor, text: string): void {
  const paragraphs = text.replace(/\r\n?/g, '\n').split(/\n{2,}/);
  const { view } = editor;
  if (view.state.selection.$from.parent.type.spec.code) {
    view.dispatch(view.state.tr.insertText(text.replace(/\r\n?/g, '\n')));
    return;
  }
  editor.commands.insertContent(
    paragraphs.map((paragraph) => ({
      type: 'paragraph',
      content: paragraph
        .split('\n')
        .flatMap((line, index) => [
          ...(index > 0 ? [{ type: 'hardBreak' }] : []),
          ...(line === '' ? [] : [{ type: 'text', text: line }]),
        ]),
    })),
  );
}
