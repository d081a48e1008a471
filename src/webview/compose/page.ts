import { systemClock } from '../../base/clock.ts';
import type {
  ComposeAction,
  ComposePlace,
  ComposeSnippet,
  ComposeWords,
  FromCompose,
  ToCompose,
} from '../../protocol/views/compose.ts';
import { element } from '../dom.ts';
import { type Bars, createBars } from './bars.ts';
import { cleanHtml, pastedHtmlMaxChars } from './cleanHtml.ts';
import { cursorPlace } from './cursorPlace.ts';
import { base64Of, DroppedFiles } from './droppedFiles.ts';
import { takeDrops } from './drops.ts';
import { findPlugin } from './find.ts';
import { Form } from './form.ts';
import { insertNodes } from './insertNodes.ts';
import { formatKeys, keyActions, queueStop } from './pageKeys.ts';
import { pasted } from './paste.ts';
import { createPictureView } from './picture.ts';
import { Snippets, typedSnippet } from './snippets.ts';
import { Surface } from './surface.ts';
import { createToolbar, type Toolbar } from './toolbar.ts';

export interface ComposePageOptions {
  readonly main: HTMLElement;
  readonly words: ComposeWords;
  readonly isMac: boolean;
  readonly post: (message: FromCompose) => void;
}

/** Joins the page's parts: form, toolbar, formatted text, and what they say to the host. */
export class ComposePage {
  readonly #options: ComposePageOptions;
  readonly #form: Form;
  readonly #toolbar: Toolbar;
  readonly #bars: Bars;
  readonly #surface: Surface;
  readonly #plainNote: HTMLElement;
  readonly #pictures = new Map<string, string>();
  readonly #awaited = new Map<string, ((data: string) => void)[]>();
  readonly #dropped: DroppedFiles;
  readonly #answers = new Map<number, (answer: Answer) => void>();
  readonly #abort = new AbortController();
  #asked = 0;
  #reflecting = false;

  constructor(options: ComposePageOptions) {
    this.#options = options;
    const { words, post, main, isMac } = options;
    const word = (name: string) => words[name] ?? name;
    const act = (action: ComposeAction) => this.#act(action);
    this.#form = new Form(words, {
      header: (name, values) => post({ kind: 'header', name, values }),
      complete: (prefix, show) =>
        this.#ask(
          (id) => post({ kind: 'complete', id, prefix: prefix.slice(0, 200) }),
          (answer) => isContacts(answer) && show(answer),
        ),
      act,
    });
    const editor = () => this.#surface.editor;
    this.#bars = createBars(editor, words, (href) => post({ kind: 'openLink', href }));
    this.#toolbar = createToolbar(
      editor,
      words,
      {
        link: () => this.#bars.link(),
        picture: () => this.#choosePicture(),
        find: () => this.#bars.find(),
        htmlSource: () => this.#bars.htmlSource(),
        undo: () => act('undo'),
        redo: () => act('redo'),
      },
      isMac,
    );
    this.#keepCursor(this.#toolbar.element);
    this.#dropped = this.#createDropped();
    this.#plainNote = element('p', { class: 'hint', hidden: '' }, word('sourceOnly'));
    const place = element('div', { class: 'paper' });
    document.title = word('title');
    main.replaceChildren(
      element('h1', { class: 'unseen' }, word('title')),
      element('div', { class: 'top' }, this.#form.element, this.#dropped.element),
      element('div', { class: 'tools' }, this.#toolbar.element, this.#bars.element),
      this.#plainNote,
      place,
    );
    this.#surface = new Surface({
      element: place,
      label: word('message'),
      pictureView: this.#pictureView(),
      taskLabel: (task) => word('task').replace('{task}', () => task.slice(0, 200)),
      plugins: [findPlugin()],
      cleanHtml: (html) => cleanHtml(html, (data) => this.#keepData(data)),
      onPaste: (event, data) =>
        pasted(event, data, {
          keep: (file) => this.#keep(file),
          attach: (file) => this.#dropped.keep(file),
          editor: editor(),
          largestHtml: pastedHtmlMaxChars,
          isRich: this.#surface.isRich,
        }),
      onEdit: (edit, base) => post({ kind: 'edit', base, from: edit.from, to: edit.to, text: edit.text }),
      onMoved: () => this.#reflectLater(),
    });
    this.#offerSnippets(place);
    this.#takeDrops(place);
    document.addEventListener('keydown', (event) => this.#key(event), { capture: true, signal: this.#abort.signal });
    window.addEventListener('blur', () => this.#flush(), { signal: this.#abort.signal });
  }

  #createDropped(): DroppedFiles {
    const { words, post } = this.#options;
    const word = (name: string) => words[name] ?? name;
    return new DroppedFiles({
      keeping: (name) => word('keepingFile').replace('{name}', () => name),
      stop: (name) => word('removeAttachment').replace('{name}', () => name),
      send: (piece, kept) =>
        this.#ask(
          (id) => post({ kind: 'attachFile', id, ...piece }),
          (ok) => kept(ok === true),
        ),
    });
  }

  #offerSnippets(place: HTMLElement): void {
    const { words, post } = this.#options;
    const snippets = new Snippets(this.#surface.editor, {
      label: words['snippets'] ?? '',
      ask: (show) =>
        this.#ask(
          (id) => post({ kind: 'snippets', id }),
          (answer) => isSnippets(answer) && show(answer),
        ),
      take: (name) => post({ kind: 'snippet', name }),
    });
    place.append(snippets.element);
    this.#surface.listen((event) => snippets.key(event));
  }

  #takeDrops(place: HTMLElement): void {
    const { post } = this.#options;
    takeDrops({
      isText: (target) => this.#surface.isRich && target instanceof Node && place.contains(target),
      onPicture: (uri) =>
        this.#ask(
          (id) => post({ kind: 'namePicture', id, uri }),
          (src) => this.#showKept(src),
        ),
      onUris: (uris) => post({ kind: 'attachUris', uris }),
      onFile: (file) => this.#dropped.keep(file),
      signal: this.#abort.signal,
    });
  }

  receive(message: ToCompose): void {
    switch (message.kind) {
      case 'body':
        this.#plainNote.hidden = message.isRich;
        this.#surface.show(message);
        break;
      case 'form':
        this.#form.show(message.form);
        break;
      case 'contacts':
        this.#answer(message.id, message.contacts);
        break;
      case 'pictureKept':
        this.#answer(message.id, message.src);
        break;
      case 'picture':
        this.#pictures.set(message.src, message.data);
        for (const show of this.#awaited.get(message.src) ?? []) show(message.data);
        this.#awaited.delete(message.src);
        break;
      case 'flush':
        this.#flush();
        this.#options.post({ kind: 'flushed', id: message.id, place: this.#place() });
        break;
      case 'place':
        this.#goTo(message.place);
        break;
      case 'snippets':
        this.#answer(message.id, message.snippets);
        break;
      case 'insert':
        this.#insert(message);
        break;
      case 'fileKept':
        this.#answer(message.id, message.ok);
        break;
      default:
    }
  }

  dispose(): void {
    this.#abort.abort();
    this.#surface.editor.destroy();
  }

  #place(): ComposePlace {
    const { activeElement } = document;
    return {
      ...cursorPlace(this.#surface.editor.state),
      field: activeElement?.closest('.fields') ? activeElement.id : '',
    };
  }

  #goTo(place: ComposePlace): void {
    this.#surface.goTo(place);
    const field = place.field === '' ? null : document.getElementById(place.field);
    if (field) field.focus();
    else this.#surface.editor.commands.focus();
  }

  /** A template that was asked for by its name takes the place of what was typed. */
  #insert({ text, nodes, replacesTyped }: Extract<ToCompose, { kind: 'insert' }>): void {
    if (text === '') return;
    const { editor } = this.#surface;
    const typed = replacesTyped ? typedSnippet(editor) : '';
    if (typed !== undefined) insertNodes(editor, { text, nodes: this.#surface.isRich ? nodes : [] }, typed.length);
  }

  #act(action: ComposeAction): void {
    this.#flush();
    this.#options.post({ kind: 'action', action });
  }

  #flush(): void {
    this.#form.flush();
    this.#surface.flush();
  }

  /** A key of the page, before VS Code hears of it; a letter that is typed is nobody's shortcut (also while composing). */
  #key(event: KeyboardEvent): void {
    const mod = this.#options.isMac ? event.metaKey : event.ctrlKey;
    const isTyped =
      !event.ctrlKey &&
      !event.metaKey &&
      !event.altKey &&
      (event.key.length === 1 || event.isComposing || event.key === 'Process');
    if (isTyped) {
      queueStop(event);
      return;
    }
    if (!mod || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    const action = keyActions[`${event.shiftKey ? 'shift+' : ''}${key}`];
    if (!action) {
      if (formatKeys.has(`${event.shiftKey ? 'shift+' : ''}${event.code}`)) queueStop(event);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (action === 'tools') this.#toolbar.focus();
    else if (action === 'find') this.#bars.find();
    else if (action === 'link') this.#bars.link();
    else this.#act(action);
  }

  /** Once a frame at most, and never between a key and its paint. */
  #reflectLater(): void {
    if (this.#reflecting) return;
    this.#reflecting = true;
    requestAnimationFrame(() =>
      systemClock.after(0, () => {
        this.#reflecting = false;
        if (!this.#surface.editor.isDestroyed) this.#toolbar.reflect(this.#surface.editor, this.#surface.isRich);
      }),
    );
  }

  /**
   * What is typed right after a tool was used goes to the text. The page has the focus before the tool acts: given after, it comes
   * a frame late and takes the cursor back to where it was.
   */
  #keepCursor(toolbar: HTMLElement): void {
    const isIn = ({ target }: Event, selector: string) =>
      target instanceof Element && target.closest(selector) !== null;
    const focusFor = (selector: string) => (event: Event) => isIn(event, selector) && this.#surface.editor.view.focus();
    toolbar.addEventListener('mousedown', (event) => isIn(event, '.group > button') && event.preventDefault());
    toolbar.addEventListener('click', focusFor('.popup button'), { capture: true });
    toolbar.addEventListener('change', focusFor('select'), { capture: true });
  }

  #pictureView() {
    const { words, post } = this.#options;
    return createPictureView({
      gripLabel: words['pictureWidth'] ?? '',
      missing: (src) => (words['pictureNone'] ?? '{src}').replace('{src}', src),
      load: (src, show) => {
        const known = this.#pictures.get(src);
        if (/^data:image\//i.test(src)) show(src);
        else if (known !== undefined) show(known);
        else if (/^[a-z][a-z0-9+.-]+:/i.test(src) && !/^file:/i.test(src)) show('');
        else {
          this.#awaited.set(src, [...(this.#awaited.get(src) ?? []), show]);
          post({ kind: 'showPicture', src });
        }
      },
    });
  }

  #choosePicture(): void {
    const input = element('input', { type: 'file', accept: 'image/*', multiple: '' });
    input.addEventListener('change', () => {
      void (async () => {
        for (const file of input.files ?? []) await this.#keep(file);
      })();
    });
    input.click();
  }

  /** The host keeps a picture as a file, and the text names it. */
  async #keep(file: File): Promise<void> {
    const data = base64Of(new Uint8Array(await file.arrayBuffer()));
    const name = file.name || 'picture.png';
    await new Promise<void>((resolve) => {
      this.#ask(
        (id) => this.#options.post({ kind: 'keepPicture', id, name, data }),
        (answer) => {
          resolve();
          if (typeof answer === 'string' && answer !== '')
            this.#pictures.set(answer, `data:${file.type || 'image/png'};base64,${data}`);
          this.#showKept(answer);
        },
      );
    });
  }

  #showKept(src: Answer): void {
    if (typeof src !== 'string' || src === '') return;
    this.#surface.editor
      .chain()
      .focus()
      .insertContent({ type: 'image', attrs: { src, alt: '' } })
      .run();
  }

  /** A picture that came inside pasted HTML: it has a name of the page's own until the host has kept it. */
  #keepData(data: string): string {
    const [, type = 'image/png', base64 = ''] = /^data:(image\/[a-z+.-]+);base64,(.*)$/is.exec(data) ?? [];
    this.#asked += 1;
    const name = `pasted-${this.#asked}`;
    this.#pictures.set(name, data);
    this.#ask(
      (id) =>
        this.#options.post({
          kind: 'keepPicture',
          id,
          name: `picture.${type.slice(6).replace(/\W.*/, '')}`,
          data: base64,
        }),
      (answer) => {
        if (typeof answer !== 'string' || answer === '') return;
        this.#pictures.set(answer, data);
        this.#surface.rename(name, answer);
      },
    );
    return name;
  }

  #ask(send: (id: number) => void, done: (answer: Answer) => void): void {
    this.#asked += 1;
    this.#answers.set(this.#asked, done);
    send(this.#asked);
  }

  #answer(id: number, answer: Answer): void {
    this.#answers.get(id)?.(answer);
    this.#answers.delete(id);
  }
}

/** What the host answers to what was asked. */
type Answer = readonly string[] | readonly ComposeSnippet[] | string | boolean;

function isContacts(answer: Answer): answer is readonly string[] {
  return Array.isArray(answer) && answer.every((one) => typeof one === 'string');
}

function isSnippets(answer: Answer): answer is readonly ComposeSnippet[] {
  return Array.isArray(answer) && answer.every((one) => typeof one !== 'string');
}
