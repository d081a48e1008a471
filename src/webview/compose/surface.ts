import { Editor } from '@tiptap/core';
import { type Node, type Schema, Slice } from '@tiptap/pm/model';
import { type EditorState, Plugin, TextSelection } from '@tiptap/pm/state';
import { systemClock } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import type { TextEdit } from '../../base/textEdit.ts';
import type { ComposeBlock, ComposeBody } from '../../protocol/views/compose.ts';
import { type CursorPlace, positionsOf } from './cursorPlace.ts';
import { extensions, type SchemaOptions } from './schema.ts';
import { SourceMap } from './sourceMap.ts';

/**
 * The page below the form: formatted text that follows the document and changes it. Nothing is sent or taken while an
 * input method is composing, so that no half-typed word is ever torn out of its hands.
 */

export interface SurfaceOptions extends SchemaOptions {
  readonly element: HTMLElement;
  readonly label: string;
  /** What was changed, as an edit of the body that was shown last. */
  readonly onEdit: (edit: TextEdit, base: number) => void;
  /** Formats at the cursor may be others now. */
  readonly onMoved: () => void;
  readonly plugins?: readonly Plugin[];
  /** Pasted or dropped; true when it was dealt with. */
  readonly onPaste?: (event: ClipboardEvent | DragEvent, data: DataTransfer) => boolean;
  readonly cleanHtml: (html: string) => string;
}

/** Typing rests this long before it goes to the document, ms; and goes there at least this often. */
const restMs = 250;
const mostMs = 900;

export class Surface {
  readonly editor: Editor;
  readonly #options: SurfaceOptions;
  readonly #source: SourceMap<Node>;
  #base = 0;
  #sent = 0;
  #isRich = true;
  #offered: ComposeBody | undefined;
  #rest: Disposable | undefined;
  #most: Disposable | undefined;
  #applying = false;

  constructor(options: SurfaceOptions) {
    this.#options = options;
    this.#source = new SourceMap<Node>({
      isBlank: (node) => node.type.name === 'paragraph' && node.content.size === 0 && !node.attrs['textAlign'],
      toJson: (node) => node.toJSON(),
    });
    this.editor = new Editor({
      element: options.element,
      extensions: extensions(options),
      injectCSS: false,
      editorProps: {
        attributes: {
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-label': options.label,
          class: 'page',
        },
        transformPastedHTML: (html) => options.cleanHtml(html),
        handlePaste: (_, event) => (event.clipboardData && options.onPaste?.(event, event.clipboardData)) || false,
        handleDrop: (_, event, _slice, isMoved) => !isMoved && this.#dropped(event),
      },
      onUpdate: ({ transaction }) => {
        if (transaction.docChanged && !this.#applying) this.#changed();
      },
      onSelectionUpdate: () => options.onMoved(),
      onTransaction: () => options.onMoved(),
      onBlur: () => this.flush(),
    });
    for (const plugin of options.plugins ?? []) this.editor.registerPlugin(plugin);
    this.editor.registerPlugin(
      new Plugin({
        props: { handleDOMEvents: { compositionend: () => this.#composedSoon() } },
      }),
    );
  }

  /** Keys that are heard before the text's own. `onKey`: true where it was dealt with. */
  listen(onKey: (event: KeyboardEvent) => boolean): void {
    const plugin = new Plugin({ props: { handleKeyDown: (_, event) => onKey(event) } });
    this.editor.registerPlugin(plugin, (own, others) => [own, ...others]);
  }

  get isRich(): boolean {
    return this.#isRich;
  }

  /** A text from the host; taken once nothing of our own is on its way. */
  show(body: ComposeBody): void {
    this.#offered = body;
    this.#take();
  }

  /** Sends what was typed. Nothing while an input method is composing: its end sends it. */
  flush(): void {
    this.#rest?.dispose();
    this.#most?.dispose();
    this.#rest = undefined;
    this.#most = undefined;
    if (this.editor.view.composing || this.#base === 0) return;
    const edit = this.#source.write(this.editor.state.doc.children);
    if (!edit) return;
    this.#sent += 1;
    this.#options.onEdit(edit, this.#base);
  }

  /** Puts the cursor where it was; what is shown later finds it there. */
  goTo(place: CursorPlace): void {
    this.editor.chain().setTextSelection(positionsOf(this.editor.state, place)).scrollIntoView().run();
  }

  get composing(): boolean {
    return this.editor.view.composing;
  }

  /** Gives pictures another name. */
  rename(from: string, to: string): void {
    const { state, view } = this.editor;
    const { tr } = state;
    state.doc.descendants((node, at) => {
      if (node.type.name === 'image' && node.attrs['src'] === from)
        tr.setNodeMarkup(at, undefined, { ...node.attrs, src: to });
    });
    if (tr.docChanged) view.dispatch(tr);
  }

  /** A picture goes where it was dropped, not where one was typing. */
  #dropped(event: DragEvent): boolean {
    const { view } = this.editor;
    const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
    const isPicture = [...(event.dataTransfer?.files ?? [])].some(({ type }) => type.startsWith('image/'));
    if (at && isPicture) view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at.pos))));
    return (event.dataTransfer && this.#options.onPaste?.(event, event.dataTransfer)) || false;
  }

  #changed(): void {
    this.#rest?.dispose();
    this.#rest = systemClock.after(restMs, () => this.flush());
    this.#most ??= systemClock.after(mostMs, () => this.flush());
  }

  /** The surface reads what was composed right after the browser says that it is. */
  #composedSoon(): boolean {
    systemClock.after(0, () => this.#composed());
    return false;
  }

  #composed(): void {
    if (this.editor.view.composing) return;
    this.#changed();
    this.#take();
  }

  #take(): void {
    const body = this.#offered;
    if (!body || this.editor.view.composing) return;
    if (this.#base !== 0 && this.#source.write(this.editor.state.doc.children, { peek: true })) this.flush();
    if (body.taken < this.#sent) {
      this.#offered = undefined; // The host merges what it has not heard yet, and sends again.
      return;
    }
    this.#offered = undefined;
    this.#base = body.id;
    const isOther = body.isRich !== this.#isRich;
    this.#isRich = body.isRich;
    this.#apply(body, isOther);
    this.#options.onMoved();
  }

  /** Only the stretch that differs is changed: cursor, scroll and everything else stay. */
  #apply({ text, blocks }: ComposeBody, isOther: boolean): void {
    const { editor } = this;
    const { doc, schema } = editor.state;
    const { head, tail } = isOther ? { head: 0, tail: 0 } : this.#source.same(text, blocks);
    const nodes = blocks.map((block, index) => {
      const fromEnd = blocks.length - index;
      const kept = index < head ? this.#source.nodesAt(index) : fromEnd <= tail ? this.#source.nodesAt(-fromEnd) : [];
      return kept.length > 0
        ? kept
        : block.nodes.map((node) => nodeOf(schema, node, text.slice(block.start, block.end)));
    });
    const children = withPlaces(schema, nodes.flat());
    const next = doc.type.create(null, children);
    this.#applying = true;
    try {
      replaceDifference(editor, next);
    } finally {
      this.#applying = false;
    }
    // The nodes that are in the document now: those that were equal stayed.
    const now = editor.state.doc.children;
    const lead = children[0] === nodes.flat()[0] ? 0 : 1;
    let at = lead;
    const placed = blocks.map((block, index) => {
      const count = nodes[index]?.length ?? 0;
      const own = now.slice(at, at + count);
      at += count;
      return { start: block.start, end: block.end, nodes: own };
    });
    this.#source.read(text, placed);
  }
}

/** A node of the schema; what does not fit it is shown as its source. */
function nodeOf(schema: Schema, json: ComposeBlock['nodes'][number], source: string): Node {
  try {
    const node = schema.nodeFromJSON(json);
    node.check();
    return node;
  } catch {
    return raw(schema, source); // It is kept as it was typed.
  }
}

function raw(schema: Schema, source: string): Node {
  const type = schema.nodes['rawBlock'];
  if (!type) throw new Error('no rawBlock');
  return type.create(null, source === '' ? null : schema.text(source));
}

/** With a line to write on above and below: a quote or a table alone would leave no place for the cursor. */
function withPlaces(schema: Schema, nodes: readonly Node[]): Node[] {
  const blank = () => {
    const node = schema.nodes['paragraph']?.createAndFill();
    return node ? [node] : [];
  };
  const isText = (node: Node | undefined) => node?.isTextblock === true && node.type.name !== 'codeBlock';
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (!first) return blank();
  return [...(isText(first) ? [] : blank()), ...nodes, ...(isText(last) ? [] : blank())];
}

function replaceDifference(editor: Editor, next: Node): void {
  const { state, view } = editor;
  const start = state.doc.content.findDiffStart(next.content);
  const end = state.doc.content.findDiffEnd(next.content);
  if (start === null || end === null) return;
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  const [a, b] = [end.a + overlap, end.b + overlap];
  const tr = state.tr.setMeta('addToHistory', false).setMeta('external', true);
  tr.replace(start, a, next.slice(start, b));
  if (!tr.doc.eq(next)) tr.replace(0, tr.doc.content.size, new Slice(next.content, 0, 0));
  if (isTouched(state, start, a))
    tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(b, tr.doc.content.size)), -1));
  view.dispatch(tr);
}

/** The cursor was in what changed: it goes to its end, as in a text editor. */
function isTouched({ selection }: EditorState, from: number, to: number): boolean {
  return selection.from >= from && selection.to <= to && to > from;
}
