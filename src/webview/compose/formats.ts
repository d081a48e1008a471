import type { Editor } from '@tiptap/core';

/** What can be done to the text, by name: one table for the toolbar, its keys and the commands of the editor. */

export interface Format {
  readonly name: string;
  /** A codicon. */
  readonly icon: string;
  /** `Mod` is Ctrl, or Cmd on a Mac. Empty: no key of its own. */
  readonly key: string;
  run(editor: Editor): void;
  isOn?(editor: Editor): boolean;
}

const toggle = (name: string, icon: string, key: string, mark: string): Format => ({
  name,
  icon,
  key,
  run: (editor) => void editor.chain().focus().toggleMark(mark).run(),
  isOn: (editor) => editor.isActive(mark),
});

const align = (name: string, icon: string, key: string, value: string): Format => ({
  name,
  icon,
  key,
  run: (editor) => alignTo(editor, value),
  isOn: (editor) => editor.isActive({ textAlign: value }) || isCellAligned(editor, value),
});

export const marks: readonly Format[] = [
  toggle('bold', 'bold', 'Mod+B', 'bold'),
  toggle('italic', 'italic', 'Mod+I', 'italic'),
  toggle('underline', 'own-underline', 'Mod+U', 'underline'),
  toggle('strike', 'strikethrough', 'Mod+Shift+S', 'strike'),
  toggle('code', 'code', 'Mod+E', 'code'),
  {
    name: 'clearFormat',
    icon: 'clear-all',
    key: '',
    run: (editor) => void editor.chain().focus().unsetAllMarks().setParagraph().run(),
  },
];

export const alignments: readonly Format[] = [
  {
    ...align('alignLeft', 'own-align-left', 'Mod+Shift+L', 'left'),
    run: (editor) => alignTo(editor, null),
    isOn: (editor) => !['center', 'right', 'justify'].some((value) => editor.isActive({ textAlign: value })),
  },
  align('alignCenter', 'own-align-center', 'Mod+Shift+E', 'center'),
  align('alignRight', 'own-align-right', 'Mod+Shift+R', 'right'),
  align('alignJustify', 'own-align-justify', 'Mod+Shift+J', 'justify'),
];

export const blocks: readonly Format[] = [
  {
    name: 'bulletList',
    icon: 'list-unordered',
    key: 'Mod+Shift+8',
    run: (editor) => void editor.chain().focus().toggleBulletList().run(),
    isOn: (editor) => editor.isActive('bulletList'),
  },
  {
    name: 'orderedList',
    icon: 'list-ordered',
    key: 'Mod+Shift+7',
    run: (editor) => void editor.chain().focus().toggleOrderedList().run(),
    isOn: (editor) => editor.isActive('orderedList'),
  },
  {
    name: 'taskList',
    icon: 'tasklist',
    key: 'Mod+Shift+9',
    run: (editor) => void editor.chain().focus().toggleTaskList().run(),
    isOn: (editor) => editor.isActive('taskList'),
  },
  { name: 'outdent', icon: 'own-outdent', key: 'Shift+Tab', run: (editor) => moveItem(editor, 'liftListItem') },
  { name: 'indent', icon: 'own-indent', key: 'Tab', run: (editor) => moveItem(editor, 'sinkListItem') },
  {
    name: 'quote',
    icon: 'quote',
    key: 'Mod+Shift+B',
    run: (editor) => void editor.chain().focus().toggleBlockquote().run(),
    isOn: (editor) => editor.isActive('blockquote'),
  },
  {
    name: 'rule',
    icon: 'dash',
    key: '',
    run: (editor) => void editor.chain().focus().setHorizontalRule().run(),
  },
];

export const tables: readonly Format[] = [
  { name: 'rowAbove', icon: 'arrow-up', key: '', run: (editor) => void editor.chain().focus().addRowBefore().run() },
  { name: 'rowBelow', icon: 'arrow-down', key: '', run: (editor) => void editor.chain().focus().addRowAfter().run() },
  {
    name: 'columnLeft',
    icon: 'arrow-left',
    key: '',
    run: (editor) => void editor.chain().focus().addColumnBefore().run(),
  },
  {
    name: 'columnRight',
    icon: 'arrow-right',
    key: '',
    run: (editor) => void editor.chain().focus().addColumnAfter().run(),
  },
  { name: 'deleteRow', icon: 'remove', key: '', run: (editor) => void editor.chain().focus().deleteRow().run() },
  { name: 'deleteColumn', icon: 'remove', key: '', run: (editor) => void editor.chain().focus().deleteColumn().run() },
  { name: 'deleteTable', icon: 'trash', key: '', run: (editor) => void editor.chain().focus().deleteTable().run() },
];

export function insertTable(editor: Editor): void {
  editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run();
}

/** `''` a paragraph, `h1` to `h6` a heading, `code` a block of code. */
export function setParagraphStyle(editor: Editor, style: string): void {
  const chain = editor.chain().focus();
  if (style === 'code') chain.setCodeBlock().run();
  else if (/^h[1-6]$/.test(style)) chain.setNode('heading', { level: Number(style.slice(1)) }).run();
  else chain.setParagraph().run();
}

export function paragraphStyle(editor: Editor): string {
  if (editor.isActive('codeBlock')) return 'code';
  const level: unknown = editor.isActive('heading') ? editor.getAttributes('heading')['level'] : undefined;
  return typeof level === 'number' ? `h${level}` : '';
}

/** A property of words, or none for the usual one. */
export function setWords(editor: Editor, name: 'color' | 'fontSize' | 'fontFamily', value: string): void {
  const chain = editor.chain().focus();
  if (value === '')
    chain
      .setMark('textStyle', { [name]: null })
      .removeEmptyTextStyle()
      .run();
  else chain.setMark('textStyle', { [name]: value }).run();
}

export function wordsOf(editor: Editor, name: 'color' | 'fontSize' | 'fontFamily'): string {
  const value: unknown = editor.getAttributes('textStyle')[name];
  return typeof value === 'string' ? value : '';
}

function moveItem(editor: Editor, command: 'sinkListItem' | 'liftListItem'): void {
  const item = editor.isActive('taskItem') ? 'taskItem' : 'listItem';
  editor.chain().focus()[command](item).run();
}

/** In a table the whole column is aligned: Markdown knows no other. */
function alignTo(editor: Editor, value: string | null): void {
  const { $from } = editor.state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    const role: unknown = $from.node(depth).type.spec['tableRole'];
    if (role !== 'cell' && role !== 'header_cell') continue;
    alignColumn(editor, depth, value === 'justify' ? null : value);
    return;
  }
  const chain = editor.chain().focus();
  if (value === null) chain.unsetTextAlign().run();
  else chain.setTextAlign(value).run();
}

function alignColumn(editor: Editor, depth: number, value: string | null): void {
  const { state, view } = editor;
  const { $from } = state.selection;
  const column = $from.index(depth - 1);
  const start = $from.start(depth - 2);
  const { tr } = state;
  $from.node(depth - 2).forEach((row, rowOffset) => {
    row.forEach((cell, cellOffset, index) => {
      if (index === column)
        tr.setNodeMarkup(start + rowOffset + 1 + cellOffset, undefined, { ...cell.attrs, align: value });
    });
  });
  view.dispatch(tr);
  editor.commands.focus();
}

function isCellAligned(editor: Editor, value: string): boolean {
  return editor.isActive('tableCell', { align: value }) || editor.isActive('tableHeader', { align: value });
}
