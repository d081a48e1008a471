import { systemClock } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import { element } from '../dom.ts';

/** Typing in a line rests this long before it goes to the document, ms. */
const restMs = 300;

/** A field of one line: what is being typed in it is newer than what the document said. */
export class LineField {
  readonly row: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #onChange: (value: string) => void;
  #sent = '';
  #rest: Disposable | undefined;

  constructor(field: string, label: string, hint: string, onChange: (value: string) => void) {
    const id = `field-${field}`;
    this.#onChange = onChange;
    this.#input = element('input', { id, type: 'text', class: 'line', placeholder: hint });
    this.row = element('div', { class: 'row', 'data-field': field }, element('label', { for: id }, label), this.#input);
    this.#input.addEventListener('input', (event) => {
      if (!(event instanceof InputEvent && event.isComposing)) this.#later();
    });
    this.#input.addEventListener('compositionend', () => this.#later());
    this.#input.addEventListener('blur', () => this.flush());
  }

  show(value: string): void {
    if (this.#rest || this.#input.value === value) return;
    // A space at the end is still being typed on; the document has it without.
    if (document.activeElement === this.#input && value === this.#sent.trim()) return;
    this.#sent = value;
    this.#input.value = value;
  }

  flush(): void {
    this.#rest?.dispose();
    this.#rest = undefined;
    if (this.#input.value === this.#sent) return;
    this.#sent = this.#input.value;
    this.#onChange(this.#sent);
  }

  #later(): void {
    this.#rest?.dispose();
    this.#rest = systemClock.after(restMs, () => this.flush());
  }
}

/** A field with choices. */
export function choiceField(field: string, label: string, onChange: (value: string) => void) {
  const id = `field-${field}`;
  const select = element('select', { id });
  select.addEventListener('change', () => onChange(select.value));
  return {
    row: element('div', { class: 'row', 'data-field': field }, element('label', { for: id }, label), select),
    select,
  };
}
