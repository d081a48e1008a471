import type { ReaderMessage, ReaderWords } from '../protocol/views/reader.ts';
import { element, eventElement } from './dom.ts';
import { createMailFrame, fillMailFrame } from './mailFrame.ts';
import { adaptColours, isDark } from './readerColours.ts';
import type { BodyState, ReaderView } from './readerParts.ts';

export interface BodyListeners {
  readonly openLink: (href: string) => void;
  /** The form in which the mail is shown now. */
  readonly onShownAs: (view: ReaderView) => void;
  /** The focus came into the mail's frame or left it: the page around it hears nothing of that. */
  readonly onFocusMoved: () => void;
  /** The body has its height. */
  readonly onFitted: () => void;
}

/** The mail itself: the frame with its HTML, or its plain text, or its headers. */
export class ReaderBody {
  readonly element = element('section', { class: 'body' });
  readonly #on: BodyListeners;
  readonly #target = element('div', { class: 'target', hidden: '', role: 'status' });
  readonly #sizes = new ResizeObserver(() => this.#fit());
  #message: ReaderMessage | undefined;
  #words: ReaderWords | undefined;
  #reflect: (state: BodyState) => void = () => {};
  #frame: HTMLIFrameElement | undefined;
  #view: ReaderView = 'mail';
  #original = false;

  constructor(on: BodyListeners) {
    this.#on = on;
    // VS Code changes the body's class and the root's variables when the theme changes.
    const themes = new MutationObserver(() => this.#render());
    themes.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  show(message: ReaderMessage, words: ReaderWords, reflect: (state: BodyState) => void): void {
    if (message.id !== this.#message?.id) {
      this.#view = 'mail';
      this.#original = false;
    }
    this.#message = message;
    this.#words = words;
    this.#reflect = reflect;
    this.#render();
  }

  setView(view: ReaderView): void {
    this.#view = view;
    this.#render();
  }

  /** What is selected in the mail; empty where nothing is. */
  selectedText(): string {
    const inside = this.#frame?.contentDocument?.getSelection();
    if (inside && !inside.isCollapsed) return inside.toString();
    const around = document.getSelection();
    return around && !around.isCollapsed && this.element.contains(around.anchorNode) ? around.toString() : '';
  }

  toggleColours(): void {
    this.#original = !this.#original;
    this.#render();
  }

  get #adapts(): boolean {
    return isDark() && !this.#original && this.#message?.isText === false;
  }

  #render(): void {
    const message = this.#message;
    const words = this.#words;
    if (!message || !words) return;
    this.#sizes.disconnect();
    this.#frame = undefined;
    this.#target.hidden = true;
    this.element.setAttribute('aria-label', words.body);
    if (this.#view === 'headers') this.element.replaceChildren(headersOf(message));
    else if (this.#view === 'text') this.element.replaceChildren(element('pre', { class: 'text' }, message.text));
    else this.#showFrame(message, words);
    if (!this.#frame) this.#on.onFitted();
    this.#reflect({ view: this.#view, adapted: this.#adapts, canAdapt: isDark() && !message.isText });
    this.#on.onShownAs(this.#view);
  }

  #showFrame(message: ReaderMessage, words: ReaderWords): void {
    const frame = createMailFrame(message.subject || words.body);
    frame.addEventListener('load', () => this.#fill(frame, message), { once: true });
    this.#frame = frame;
    this.element.replaceChildren(frame, this.#target);
  }

  #fill(frame: HTMLIFrameElement, message: ReaderMessage): void {
    if (this.#frame !== frame) return;
    const themed = message.isText || this.#adapts;
    fillMailFrame(frame, message.html, themed ? themedStyle(holdsPatch(message)) : paperStyle());
    const inside = frame.contentDocument;
    if (!inside) return;
    inside.documentElement.lang = document.documentElement.lang;
    if (this.#adapts) adaptColours(inside);
    inside.addEventListener('click', (event) => this.#onClick(event), true);
    inside.addEventListener('auxclick', (event) => this.#onClick(event), true);
    inside.addEventListener('keydown', (event) => passOn(event), true);
    inside.addEventListener('keyup', (event) => passOn(event), true);
    for (const name of ['mouseover', 'focusin']) inside.addEventListener(name, (event) => this.#showTarget(event));
    for (const name of ['mouseout', 'focusout']) inside.addEventListener(name, () => this.#hideTarget());
    for (const name of ['focus', 'blur']) inside.defaultView?.addEventListener(name, () => this.#on.onFocusMoved());
    this.#sizes.observe(inside.body);
    this.#fit();
  }

  /** Links never navigate: a place in the mail is scrolled to, anything else is the host's decision. */
  #onClick(event: Event): void {
    const link = eventElement(event)?.closest('a[href],area[href]');
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    const href = link.getAttribute('href') ?? '';
    if (href.startsWith('#')) link.ownerDocument.getElementById(href.slice(1))?.scrollIntoView();
    else if (event.type === 'click') this.#on.openLink(href);
  }

  #showTarget(event: Event): void {
    const href = eventElement(event)?.closest('a[href]')?.getAttribute('href') ?? '';
    if (href === '' || href.startsWith('#')) return;
    this.#target.textContent = `${this.#words?.linkTo ?? ''} ${href}`;
    this.#target.hidden = false;
  }

  #hideTarget(): void {
    this.#target.hidden = true;
  }

  /** The frame is as tall as its mail, so that there is one scroll bar: the page's. */
  #fit(): void {
    const frame = this.#frame;
    const inside = frame?.contentDocument;
    if (!frame || !inside?.body) return;
    const zoom = shrink(inside, frame.clientWidth);
    const { body, documentElement } = inside;
    const height = Math.ceil(Math.max(body.scrollHeight * zoom, body.getBoundingClientRect().height));
    const wide = documentElement.scrollWidth > frame.clientWidth;
    frame.style.height = `${Math.min(height, 200_000) + (wide ? 16 : 0)}px`;
    this.#on.onFitted();
  }
}

/** No smaller than this is a mail made to fit a narrow editor; what is wider then scrolls. */
const zoomMin = 0.6;

/** Makes a mail of fixed width fit, as it would on a telephone. Returns the zoom. */
function shrink(inside: Document, width: number): number {
  const { body, documentElement } = inside;
  body.style.removeProperty('zoom');
  const needed = documentElement.scrollWidth;
  if (needed <= width || width === 0) return 1;
  const zoom = Math.max(zoomMin, width / needed);
  body.style.setProperty('zoom', String(zoom));
  return zoom;
}

/** A key pressed inside the mail, pressed again on the page: VS Code listens there, and every key would be dead. */
function passOn(event: KeyboardEvent): void {
  const { key, code, location, ctrlKey, shiftKey, altKey, metaKey, repeat, isComposing } = event;
  const copy = new KeyboardEvent(event.type, {
    ...{ key, code, location, ctrlKey, shiftKey, altKey, metaKey, repeat, isComposing },
    bubbles: true,
    cancelable: true,
  });
  // VS Code reads the old number, which the constructor does not take.
  Object.defineProperty(copy, 'keyCode', { get: () => event.keyCode });
  if (!document.body.dispatchEvent(copy)) event.preventDefault();
}

function headersOf(message: ReaderMessage): HTMLElement {
  const list = element('dl', { class: 'headers' });
  for (const [name = '', value = ''] of message.headers)
    list.append(element('dt', {}, name), element('dd', {}, element('bdi', {}, value)));
  return list;
}

const frameBase =
  'html{overflow-y:hidden;overflow-x:auto}body{margin:0;padding:8px 0;overflow-wrap:anywhere}' +
  'img{max-width:100%}img[data-remote-src]{outline:1px dashed currentColor;outline-offset:-1px;opacity:.5;min-width:8px;min-height:8px}' +
  ['0', '1', '2']
    .map((size) => `img[data-remote-src][width="${size}"],img[data-remote-src][height="${size}"]`)
    .join(',') +
  '{display:none}' +
  // Each paragraph runs in the direction of its own first letter.
  '.m-text,.m-quote,.m-signature{unicode-bidi:plaintext;text-align:start}' +
  '.m-text{white-space:pre-wrap;max-width:90ch}.m-quote{margin:0;padding:0 0 0 12px;border-left:2px solid;opacity:.8}' +
  '.m-text>.m-signature,.m-signature{opacity:.7}';

/** White paper, as senders expect. */
function paperStyle(): string {
  return `:root{color-scheme:light;background:#fff;color:#1f1f1f;font:${fontOf()}}body{padding:8px 12px}a{color:#005fb8}${frameBase}`;
}

/** Text that was written for columns: a patch. */
function holdsPatch({ isText, text }: ReaderMessage): boolean {
  return isText && /^(?:diff --git |@@ -\d+(?:,\d+)? \+\d)/m.test(text);
}

/** The editor's own colours and font. */
function themedStyle(columns: boolean): string {
  const foreground = themeColour('--vscode-editor-foreground', '#1f1f1f');
  const background = themeColour('--vscode-editor-background', '#ffffff');
  const link = themeColour('--vscode-textLink-foreground', '#005fb8');
  const scheme = isDark() ? 'dark' : 'light';
  const font = columns ? fontOf('--vscode-editor-font', 'monospace') : fontOf();
  return `:root{color-scheme:${scheme};background:${background};color:${foreground};font:${font};line-height:1.5}a{color:${link}}${frameBase}`;
}

function fontOf(font = '--vscode-font', otherwise = 'system-ui, sans-serif'): string {
  const family = themeColour(`${font}-family`, otherwise).replace(/[;{}<>]/g, '');
  const size = themeColour(`${font}-size`, '13px').replace(/[^\w.]/g, '');
  return `${size} ${family}`;
}

function themeColour(name: string, otherwise: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || otherwise;
}
