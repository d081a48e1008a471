import { element } from '../dom.ts';

/** People that fit what is typed in a field: chosen by arrows, Enter or Tab, or with the mouse (WAI-ARIA combobox). */
export class Suggestions {
  readonly element: HTMLUListElement;
  readonly #input: HTMLInputElement;
  readonly #id: string;
  readonly #onTake: (text: string) => void;
  #shown: readonly string[] = [];
  #chosen = -1;

  constructor(
    input: HTMLInputElement,
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

  show(texts: readonly string[]): void {
    this.#shown = texts;
    this.element.replaceChildren(
      ...texts.map((text, index) => {
        const option = element('li', { id: `${this.#id}-${index}`, role: 'option', 'aria-selected': 'false' }, text);
        option.addEventListener('mousedown', (event) => {
          event.preventDefault();
          this.#onTake(text);
        });
        return option;
      }),
    );
    this.element.hidden = !this.isOpen;
    this.#input.setAttribute('aria-expanded', String(this.isOpen));
    this.#choose(this.isOpen ? 0 : -1);
  }

  hide(): void {
    this.show([]);
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
