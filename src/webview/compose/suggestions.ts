import { element } from '../dom.ts';

/** People that fit what is typed in a field: chosen by arrows, Enter or Tab, or with the mouse (WAI-ARIA combobox; a text area has no open or closed of its own). */
export class Suggestions {
  readonly element: HTMLUListElement;
  readonly #input: HTMLElement;
  readonly #id: string;
  readonly #onTake: (text: string) => void;
  #shown: readonly string[] = [];
  #chosen = -1;

  constructor(
    input: HTMLElement,
    { id, label, onTake }: { id: string; label: string; onTake: (text: string) => void },
  ) {
    this.#input = input;
    this.#id = id;
    this.#onTake = onTake;
    this.element = element('ul', { id, role: 'listbox', class: 'people', 'aria-label': label, hidden: '' });
  }

  get isOpen(): boolean {
    return this.#shown.length > 0;
  }

  get chosen(): string | undefined {
    return this.#shown[this.#chosen];
  }

  /** `notes`: what stands beside each, as of which folder it is. */
  show(texts: readonly string[], notes: readonly string[] = []): void {
    this.#shown = texts;
    this.element.replaceChildren(
      ...texts.map((text, index) => {
        const note = notes[index] ? element('span', { class: 'of' }, notes[index]) : null;
        const look = { id: `${this.#id}-${index}`, role: 'option', 'aria-selected': 'false' };
        const option = element('li', look, text, note);
        option.addEventListener('mousedown', (event) => {
          event.preventDefault();
          this.#onTake(text);
        });
        return option;
      }),
    );
    this.element.hidden = !this.isOpen;
    if (this.#input.getAttribute('role') === 'combobox') this.#input.setAttribute('aria-expanded', String(this.isOpen));
    this.#choose(this.isOpen ? 0 : -1);
  }

  /** Costs nothing where nothing is shown: each key asks for it. */
  hide(): void {
    if (this.isOpen) this.show([]);
  }

  move(step: 1 | -1): void {
    this.#choose((this.#chosen + step + this.#shown.length) % this.#shown.length);
  }

  #choose(index: number): void {
    this.#chosen = index;
    [...this.element.children].forEach((option, at) => {
      option.setAttribute('aria-selected', String(at === index));
    });
    if (index >= 0) this.#input.setAttribute('aria-activedescendant', `${this.#id}-${index}`);
    else this.#input.removeAttribute('aria-activedescendant');
  }
}
