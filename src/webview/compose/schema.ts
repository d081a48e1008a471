import { type AnyExtension, mergeAttributes, Node as NodeType, type NodeViewRenderer } from '@tiptap/core';
import { Code } from '@tiptap/extension-code';
import { Image } from '@tiptap/extension-image';
import { BulletList, ListItem, OrderedList, TaskItem, TaskList } from '@tiptap/extension-list';
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import { TextAlign } from '@tiptap/extension-text-align';
import { Color, FontFamily, FontSize, TextStyle } from '@tiptap/extension-text-style';
import StarterKit from '@tiptap/starter-kit';

/** What formatted text may consist of: what a draft's Markdown can say, with the smallest HTML. The door to Tiptap's parts. */

/** Items with empty lines between them; Markdown knows the difference, and so does the mail. */
const loose = { loose: { default: false, rendered: false } };

/** Source that is no formatted text: shown as it stands, and edited so. */
const RawBlock = NodeType.create({
  name: 'rawBlock',
  group: 'block',
  content: 'text*',
  marks: '',
  code: true,
  defining: true,
  parseHTML: () => [{ tag: 'pre[data-raw]', preserveWhitespace: 'full' }],
  renderHTML: ({ HTMLAttributes }) => [
    'pre',
    mergeAttributes(HTMLAttributes, { 'data-raw': '', class: 'raw', spellcheck: 'false' }),
    0,
  ],
});

/** HTML inside a line that no format stands for. */
const RawInline = NodeType.create({
  name: 'rawInline',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({ source: { default: '' } }),
  parseHTML: () => [],
  renderHTML: ({ node }) => ['code', { class: 'raw' }, String(node.attrs['source'])],
});

/** `[^name]` in a line. */
const FootnoteRef = NodeType.create({
  name: 'footnoteRef',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({ name: { default: '', parseHTML: (element) => element.getAttribute('data-footnote') } }),
  parseHTML: () => [{ tag: 'sup[data-footnote]' }],
  renderHTML: ({ node }) => {
    const name = String(node.attrs['name']);
    return ['sup', { class: 'footnote-ref', 'data-footnote': name }, name];
  },
});

/** What `[^name]` refers to: at the top of a text only. */
const Footnote = NodeType.create({
  name: 'footnote',
  group: 'note',
  content: 'paragraph block*',
  defining: true,
  addAttributes: () => ({ name: { default: '', parseHTML: (element) => element.getAttribute('data-note') } }),
  parseHTML: () => [{ tag: 'div[data-note]' }],
  renderHTML: ({ node }) => ['div', { class: 'footnote', 'data-note': String(node.attrs['name']) }, 0],
});

const Letter = NodeType.create({ name: 'doc', topNode: true, content: '(block | note)+' });

/** Tasks and other items may stand in one list, as in Markdown. */
const tasks = '(taskItem | listItem)+';

/** A cell holds one line of words, as in Markdown. */
const cell = { content: 'paragraph' };

const textAlignments = ['left', 'center', 'right', 'justify'];

export interface SchemaOptions {
  /** How a picture is shown in the page; absent where there is no page. */
  readonly pictureView?: NodeViewRenderer;
  /** What a screen reader says of a task's box. */
  readonly taskLabel?: (task: string) => string;
}

/** History is not among them: Undo is the document's own. */
export function extensions({ pictureView, taskLabel = (task) => task }: SchemaOptions = {}): AnyExtension[] {
  return [
    StarterKit.configure({
      document: false,
      undoRedo: false,
      trailingNode: false,
      bulletList: false,
      orderedList: false,
      listItem: false,
      code: false,
      link: { openOnClick: false, autolink: false, linkOnPaste: true, HTMLAttributes: { rel: null, target: null } },
      dropcursor: { color: 'var(--vscode-editorCursor-foreground)' },
    }),
    Letter,
    FootnoteRef,
    Footnote,
    Code.extend({ excludes: '' }),
    BulletList.extend({ addAttributes: () => loose }),
    OrderedList.extend({
      content: '(listItem | taskItem)+', // The first is what a new one is made of.
      addAttributes() {
        return { ...this.parent?.(), ...loose };
      },
    }),
    TaskList.extend({ content: tasks, addAttributes: () => loose }),
    ListItem,
    TaskItem.configure({ nested: true, a11y: { checkboxLabel: ({ textContent }) => taskLabel(textContent) } }),
    TextStyle,
    Color,
    FontFamily,
    FontSize,
    TextAlign.configure({ types: ['heading', 'paragraph'], alignments: textAlignments, defaultAlignment: null }),
    Table.configure({ resizable: false, allowTableNodeSelection: true }),
    TableRow,
    TableHeader.extend(cell),
    TableCell.extend(cell),
    Image.extend({
      addAttributes: () => ({
        src: { default: '' },
        alt: { default: '' },
        title: { default: null },
        width: {
          default: null,
          parseHTML: (element: HTMLElement) => widthOf(element.getAttribute('width')),
        },
      }),
      ...(pictureView ? { addNodeView: () => pictureView } : {}),
    }).configure({ inline: true, allowBase64: true }),
    RawBlock,
    RawInline,
  ];
}

function widthOf(text: string | null): number | null {
  return text !== null && /^\d{1,4}$/.test(text) ? Number(text) : null;
}
