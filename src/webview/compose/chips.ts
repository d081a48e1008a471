import type { ComposeEntry, ComposeWords } from '../../protocol/views/compose.ts';
import { element, icon } from '../dom.ts';
import { Suggestions } from './suggestions.ts';

export interface ChipsOptions {
  readonly field: string;
  readonly label: string;
  readonly words: ComposeWords;
  /** Entries as the document shall have them. What is one entry is the engine's to say: a text may hold several. */
  readonly onChange: (entries: readonly string[]) => void;
  /** Asks for people; `show` is called with entries as an address list takes them. */
  readonly complete: (prefix: string, show: (contacts: readonly string[]) => void) => void;
}

/** What ends an entry while one types. */
const separators = /[,;，；\n]/;
const suggestionsMax = 8;

/** Recipients of one field as chips: typed, pasted, completed, changed and removed by keyboard as well as by mouse. */
export class Chips {
  readonly row: HTMLElement;
  readonly #options: ChipsOptions;
  readonly #input: HTMLInputElement;
  readonly #list: HTMLUListElement;
  readonly #people: Suggestions;
  #entries: readonly string[] = [];

  constructor(options: ChipsOptions) {
    this.#options = options;
    const { field, label, words } = options;
    const id = `field-${field}`;
    this.#input = element('input', {
      ...{ id, type: 'text', role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false' },
      ...{ 'aria-controls': `${id}-people`, autocomplete: 'off', spellcheck: 'false' },
    });
    const onTake = (text: string) => this.#take(text);
    this.#people = new Suggestions(this.#input, { id: `${id}-people`, label: words['contacts'] ?? '', onTake });
    this.#list = element('ul', { class: 'chips', 'aria-label': label });
    const box = element('div', { class: 'box' }, this.#list, this.#input, this.#people.element);
    this.row = element('div', { class: 'row', 'data-field': field }, element('label', { for: id }, label), box);
    this.#input.addEventListener('input', (event) => this.#typed(event));
    this.#input.addEventListener('paste', (event) => this.#paste(event));
    this.#input.addEventListener('keydown', (event) => this.#inputKey(event));
    this.#input.addEventListener('blur', () => this.commit());
    this.#list.addEventListener('keydown', (event) => this.#chipKey(event));
    box.addEventListener('mousedown', (event) => {
      if (event.target !== box && event.target !== this.#list) return;
      event.preventDefault();
      this.#input.focus();
    });
  }

  show(entries: readonly ComposeEntry[]): void {
    this.#entries = entries.map(({ text }) => text);
    const focused = this.#focused();
    this.#list.replaceChildren(...entries.map((entry, index) => this.#chipOf(entry, index)));
    if (focused >= 0) this.#focus(Math.min(focused, entries.length - 1));
  }

  /** What is still being typed becomes an entry. */
  commit(): void {
    const typed = this.#input.value.trim();
    this.#people.hide();
    if (typed === '') return;
    this.#input.value = '';
    this.#change([...this.#entries, typed]);
  }

  #change(entries: readonly string[]): void {
    this.#entries = entries;
    this.#options.onChange(entries);
  }

  #take(contact: string): void {
    this.#input.value = '';
    this.#people.hide();
    this.#change([...this.#entries, contact]);
    this.#input.focus();
  }

  #remove(index: number): void {
    this.#change(this.#entries.filter((_, at) => at !== index));
    this.#input.focus();
  }

  #edit(index: number): void {
    const text = this.#entries[index] ?? '';
    this.#remove(index);
    this.#input.value = text;
  }

  #typed(event: Event): void {
    if (event instanceof InputEvent && event.isComposing) return;
    const typed = this.#input.value.trim();
    // Inside quotes a separator belongs to a name.
    if (separators.test(this.#input.value) && !isQuoted(this.#input.value)) this.commit();
    else if (typed === '') this.#people.hide();
    else this.#options.complete(typed, (contacts) => this.#offer(contacts));
  }

  #offer(contacts: readonly string[]): void {
    if (this.#input.value.trim() === '' || document.activeElement !== this.#input) return;
    this.#people.show(contacts.filter((contact) => !this.#entries.includes(contact)).slice(0, suggestionsMax));
  }

  #paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!separators.test(text) && !/@.*@/s.test(text)) return;
    event.preventDefault();
    const lines = text.split(/[\r\n]+/).map((line) => line.trim().replace(/[,;，；]+$/, ''));
    this.#change([...this.#entries, ...lines.filter(Boolean)]);
  }

  #inputKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { key } = event;
    const chosen = this.#people.chosen;
    const isAtStart = this.#input.value === '' && this.#entries.length > 0;
    if ((key === 'ArrowDown' || key === 'ArrowUp') && this.#people.isOpen)
      this.#people.move(key === 'ArrowDown' ? 1 : -1);
    else if (key === 'Enter' && chosen !== undefined) this.#take(chosen);
    else if (key === 'Tab' && chosen !== undefined) {
      this.#take(chosen);
      return;
    } else if (key === 'Enter') this.commit();
    else if (key === 'Escape' && this.#people.isOpen) {
      event.stopPropagation();
      this.#people.hide();
    } else if ((key === 'Backspace' || key === 'ArrowLeft') && isAtStart) this.#focus(this.#entries.length - 1);
    else return;
    event.preventDefault();
  }

  #chipKey(event: KeyboardEvent): void {
    const index = this.#focused();
    if (index < 0) return;
    if (event.key === 'Delete' || event.key === 'Backspace') this.#remove(index);
    else if (event.key === 'Enter') this.#edit(index);
    else if (event.key === 'ArrowLeft') this.#focus(Math.max(0, index - 1));
    else if (event.key === 'ArrowRight') this.#focus(index + 1);
    else return;
    event.preventDefault();
  }

  #focused(): number {
    return [...this.#list.children].findIndex((chip) => chip.contains(document.activeElement));
  }

  #focus(index: number): void {
    const chip = this.#list.children[index]?.querySelector<HTMLElement>('.chip');
    (chip ?? this.#input).focus();
  }

  #chipOf({ text, name, address, problem }: ComposeEntry, index: number): HTMLElement {
    const { words } = this.#options;
    const shown = name || address || text;
    const who = address && name ? `${name} ${address}` : shown;
    const said = (problem === '' ? words['recipient'] : words['badRecipient']) ?? '{name}';
    const label = said.replace('{name}', () => who).replace('{problem}', () => problem);
    const look = { class: problem === '' ? 'chip' : 'chip bad', title: problem || address || text };
    const sign = problem === '' ? null : icon('warning');
    const chip = element('button', { type: 'button', ...look, 'aria-label': label }, sign, element('bdi', {}, shown));
    chip.addEventListener('dblclick', () => this.#edit(index));
    const remove = (words['removeRecipient'] ?? '').replace('{name}', () => shown);
    const cross = element(
      'button',
      { type: 'button', class: 'cross', tabindex: '-1', title: remove, 'aria-label': remove },
      icon('close'),
    );
    cross.addEventListener('click', () => this.#remove(index));
    return element('li', {}, chip, cross);
  }
}

function isQuoted(text: string): boolean {
  return ((text.match(/"/g) ?? []).length & 1) === 1;
}
