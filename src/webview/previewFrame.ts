import { element, eventElement } from './dom.ts';
import { createMailFrame, fillMailFrame } from './mailFrame.ts';
import { adaptColours } from './readerColours.ts';

export interface FrameLook {
  readonly width: 'wide' | 'phone';
  /** As a mail program with a dark theme would show it. */
  readonly dark: boolean;
  /** For screen readers. */
  readonly title: string;
  readonly linkTo: string;
}

/** The mail itself in its frame, which stays from one letter typed to the next: nothing jumps, the place read is kept. */
export class PreviewFrame {
  readonly element = element('section', { class: 'paper' });
  readonly #target = element('div', { class: 'target', hidden: '', role: 'status' });
  readonly #frame = createMailFrame('');
  readonly #sizes = new ResizeObserver(() => this.#fit());
  #isLoaded = false;
  #html = '';
  #look: FrameLook | undefined;

  constructor(openLink: (href: string) => void) {
    this.#frame.addEventListener('load', () => {
      this.#isLoaded = true;
      this.#listen(openLink);
      this.#fill();
    });
    this.element.append(this.#frame, this.#target);
    this.#sizes.observe(this.element);
  }

  show(html: string, look: FrameLook): void {
    this.#html = html;
    this.#look = look;
    this.#frame.title = look.title;
    this.element.classList.toggle('phone', look.width === 'phone');
    this.element.classList.toggle('dark', look.dark);
    if (this.#isLoaded) this.#fill();
  }

  #fill(): void {
    const look = this.#look;
    if (!look) return;
    fillMailFrame(this.#frame, this.#html, look.dark ? darkStyle : lightStyle);
    const inside = this.#frame.contentDocument;
    if (!inside) return;
    if (look.dark) adaptColours(inside);
    for (const image of inside.images) image.addEventListener('load', () => this.#fit(), { once: true });
    this.#fit();
  }

  #listen(openLink: (href: string) => void): void {
    const inside = this.#frame.contentDocument;
    const follow = (event: Event) => {
      const link = eventElement(event)?.closest('a[href],area[href]');
      if (!link) return;
      event.preventDefault();
      const href = link.getAttribute('href') ?? '';
      if (href.startsWith('#')) inside?.getElementById(href.slice(1))?.scrollIntoView();
      else if (event.type === 'click') openLink(href);
    };
    inside?.addEventListener('click', follow, true);
    inside?.addEventListener('auxclick', follow, true);
    for (const name of ['mouseover', 'focusin']) inside?.addEventListener(name, (event) => this.#showTarget(event));
    for (const name of ['mouseout', 'focusout']) inside?.addEventListener(name, () => this.#hideTarget());
  }

  #showTarget(event: Event): void {
    const href = eventElement(event)?.closest('a[href]')?.getAttribute('href') ?? '';
    this.#target.hidden = href === '' || href.startsWith('#');
    this.#target.textContent = `${this.#look?.linkTo ?? ''} ${href}`;
  }

  #hideTarget(): void {
    this.#target.hidden = true;
  }

  /** The frame is as tall as its mail, so that there is one scroll bar: the page's. */
  #fit(): void {
    const body = this.#frame.contentDocument?.body;
    if (body) this.#frame.style.height = `${Math.min(body.scrollHeight, 200_000)}px`;
  }
}

const both = 'html{overflow-y:hidden;overflow-x:auto}body{margin:0;padding:12px 16px;overflow-wrap:anywhere}';
const font = "font:14px system-ui,-apple-system,'Segoe UI',sans-serif";
const lightStyle = `:root{color-scheme:light;background:#fff;color:#1f1f1f;${font}}a{color:#005fb8}${both}`;
const darkStyle = `:root{color-scheme:dark;background:#1f1f1f;color:#e6e6e6;${font}}a{color:#7ab7ff}${both}`;
