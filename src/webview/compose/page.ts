import { systemClock } from '../../base/clock.ts';
import type { ComposeAction, ComposeWords, FromCompose, ToCompose } from '../../protocol/views/compose.ts';
import { element } from '../dom.ts';
import { type Bars, createBars } from './bars.ts';
import { cleanHtml, pastedHtmlMaxChars } from './cleanHtml.ts';
import { findPlugin } from './find.ts';
import { Form } from './form.ts';
import { pasted } from './paste.ts';
import { createPictureView } from './picture.ts';
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
  readonly #answers = new Map<number, (answer: readonly string[] | string) => void>();
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
          (answer) => typeof answer !== 'string' && show(answer),
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
    this.#plainNote = element('p', { class: 'hint', hidden: '' }, word('sourceOnly'));
    const place = element('div', { class: 'paper' });
    document.title = word('title');
    main.replaceChildren(
      element('h1', { class: 'unseen' }, word('title')),
      element('div', { class: 'top' }, this.#form.element),
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
          editor: editor(),
          largestHtml: pastedHtmlMaxChars,
          isRich: this.#surface.isRich,
        }),
      onEdit: (edit, base) => post({ kind: 'edit', base, from: edit.from, to: edit.to, text: edit.text }),
      onMoved: () => this.#reflectLater(),
    });
    document.addEventListener('keydown', (event) => this.#key(event), { capture: true, signal: this.#abort.signal });
    window.addEventListener('blur', () => this.#flush(), { signal: this.#abort.signal });
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
        this.#options.post({ kind: 'flushed', id: message.id });
        break;
      default:
    }
  }

  dispose(): void {
    this.#abort.abort();
    this.#surface.editor.destroy();
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
    if (action === 'find') this.#bars.find();
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
    const bytes = new Uint8Array(await file.arrayBuffer());
    let binary = '';
    for (let at = 0; at < bytes.length; at += 32_768) binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    const data = btoa(binary);
    const name = file.name || 'picture.png';
    await new Promise<void>((resolve) => {
      this.#ask(
        (id) => this.#options.post({ kind: 'keepPicture', id, name, data }),
        (answer) => {
          resolve();
          if (typeof answer !== 'string' || answer === '') return;
          this.#pictures.set(answer, `data:${file.type || 'image/png'};base64,${data}`);
          this.#surface.editor
            .chain()
            .focus()
            .insertContent({ type: 'image', attrs: { src: answer, alt: '' } })
            .run();
        },
      );
    });
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

  #ask(send: (id: number) => void, done: (answer: readonly string[] | string) => void): void {
    this.#asked += 1;
    this.#answers.set(this.#asked, done);
    send(this.#asked);
  }

  #answer(id: number, answer: readonly string[] | string): void {
    this.#answers.get(id)?.(answer);
    this.#answers.delete(id);
  }
}

const keyActions: { readonly [key: string]: ComposeAction | 'find' | 'link' } = {
  z: 'undo',
  y: 'redo',
  'shift+z': 'redo',
  s: 'save',
  enter: 'send',
  f: 'find',
  k: 'link',
};

/** Keys that format here and do something else in VS Code: the page has them. */
const formatKeys: ReadonlySet<string> = new Set([
  ...['KeyB', 'KeyI', 'KeyU', 'KeyE'],
  ...['KeyS', 'KeyL', 'KeyE', 'KeyR', 'KeyJ', 'KeyB', 'Digit7', 'Digit8', 'Digit9'].map((code) => `shift+${code}`),
]);

/** The page's own listeners hear it; VS Code's, which comes last, does not. */
function queueStop(event: KeyboardEvent): void {
  event.currentTarget?.addEventListener('keydown', (own) => own === event && own.stopPropagation(), { once: true });
}
