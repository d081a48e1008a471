import type { ComposeEntry, ComposeWords } from '../../protocol/views/compose.ts';
import { element, icon } from '../dom.ts';

/** Recipients of one field as chips: typed, pasted, completed, changed and removed by keyboard as well as by mouse. */

export interface ChipsOptions {
  readonly field: string;
  readonly label: string;
  readonly words: ComposeWords;
  /** Entries as the document shall have them. */
  readonly onChange: (entries: readonly string[]) => void;
  /** Asks for people; `show` is called with entries as an address list takes them. */
  readonly complete: (prefix: string, show: (contacts: readonly string[]) => void) => void;
}

export interface Chips {
  readonly row: HTMLElement;
  readonly input: HTMLInputElement;
  show(entries: readonly ComposeEntry[]): void;
  /** What is still being typed becomes an entry. */
  commit(): void;
}

/** What ends an entry while one types: not inside quotes, where it belongs to a name. */
const separators = /[,;，；\n]/;

export function createChips({ field, label, words, onChange, complete }: ChipsOptions): Chips {
  const id = `field-${field}`;
  const input = element('input', {
    id,
    type: 'text',
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': `${id}-people`,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const people = element('ul', {
    id: `${id}-people`,
    role: 'listbox',
    class: 'people',
    'aria-label': words['contacts'] ?? '',
    hidden: '',
  });
  const list = element('ul', { class: 'chips', 'aria-label': label });
  const box = element('div', { class: 'box' }, list, input, people);
  const row = element('div', { class: 'row', 'data-field': field }, element('label', { for: id }, label), box);
  const state: { entries: readonly string[]; shown: readonly string[]; chosen: number } = {
    entries: [],
    shown: [],
    chosen: -1,
  };

  const change = (entries: readonly string[]) => {
    state.entries = entries;
    onChange(entries);
  };
  const commit = () => {
    const typed = input.value.trim();
    hide();
    if (typed === '') return;
    input.value = '';
    change([...state.entries, typed]);
  };
  const hide = () => {
    people.hidden = true;
    state.shown = [];
    state.chosen = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const take = (contact: string) => {
    input.value = '';
    hide();
    change([...state.entries, contact]);
    input.focus();
  };
  const choose = (index: number) => {
    state.chosen = index;
    [...people.children].forEach((option, at) => {
      option.setAttribute('aria-selected', String(at === index));
    });
    if (index >= 0) input.setAttribute('aria-activedescendant', `${id}-${index}`);
  };
  const offer = (contacts: readonly string[]) => {
    if (input.value.trim() === '' || document.activeElement !== input) return hide();
    state.shown = contacts.filter((contact) => !state.entries.includes(contact)).slice(0, 8);
    people.replaceChildren(
      ...state.shown.map((contact, index) => {
        const option = element('li', { id: `${id}-${index}`, role: 'option', 'aria-selected': 'false' }, contact);
        option.addEventListener('mousedown', (event) => {
          event.preventDefault();
          take(contact);
        });
        return option;
      }),
    );
    people.hidden = state.shown.length === 0;
    input.setAttribute('aria-expanded', String(!people.hidden));
    choose(state.shown.length > 0 ? 0 : -1);
  };
  const changeEntry = (index: number) => {
    const text = state.entries[index] ?? '';
    change(state.entries.filter((_, at) => at !== index));
    input.value = text;
    input.focus();
  };
  const remove = (index: number) => {
    change(state.entries.filter((_, at) => at !== index));
    input.focus();
  };

  input.addEventListener('input', (event) => {
    if (event instanceof InputEvent && event.isComposing) return;
    if (separators.test(input.value) && !isQuoted(input.value)) return commit();
    const typed = input.value.trim();
    if (typed === '') hide();
    else complete(typed, offer);
  });
  input.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!separators.test(text) && !/@.*@/s.test(text)) return;
    event.preventDefault();
    // As a list of its own: what is an entry of it is the engine's to say.
    change([
      ...state.entries,
      ...text
        .split(/[\r\n]+/)
        .map((line) => line.trim().replace(/[,;，；]+$/, ''))
        .filter(Boolean),
    ]);
  });
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const { key } = event;
    if ((key === 'ArrowDown' || key === 'ArrowUp') && state.shown.length > 0) {
      event.preventDefault();
      choose((state.chosen + (key === 'ArrowDown' ? 1 : -1) + state.shown.length) % state.shown.length);
    } else if ((key === 'Enter' || key === 'Tab') && state.chosen >= 0 && !people.hidden) {
      if (key === 'Enter') event.preventDefault();
      take(state.shown[state.chosen] ?? '');
    } else if (key === 'Enter') {
      event.preventDefault();
      commit();
    } else if (key === 'Escape' && !people.hidden) {
      event.stopPropagation();
      hide();
    } else if (key === 'Backspace' && input.value === '' && state.entries.length > 0) {
      event.preventDefault();
      chipAt(list, state.entries.length - 1)?.focus();
    } else if (key === 'ArrowLeft' && input.value === '') chipAt(list, state.entries.length - 1)?.focus();
  });
  input.addEventListener('blur', commit);
  box.addEventListener('mousedown', (event) => {
    if (event.target !== box && event.target !== list) return;
    event.preventDefault();
    input.focus();
  });
  list.addEventListener('keydown', (event) => {
    const index = [...list.children].findIndex((chip) => chip.contains(document.activeElement));
    if (index < 0) return;
    if (event.key === 'Delete' || event.key === 'Backspace') remove(index);
    else if (event.key === 'Enter') changeEntry(index);
    else if (event.key === 'ArrowLeft') chipAt(list, index - 1)?.focus();
    else if (event.key === 'ArrowRight') (chipAt(list, index + 1) ?? input).focus();
    else return;
    event.preventDefault();
  });
  return {
    row,
    input,
    commit,
    show(entries) {
      state.entries = entries.map(({ text }) => text);
      const focused = [...list.children].findIndex((chip) => chip.contains(document.activeElement));
      list.replaceChildren(
        ...entries.map((entry, index) =>
          chipOf(
            entry,
            words,
            () => remove(index),
            () => changeEntry(index),
          ),
        ),
      );
      if (focused >= 0) (chipAt(list, Math.min(focused, entries.length - 1)) ?? input).focus();
    },
  };
}

function isQuoted(text: string): boolean {
  return ((text.match(/"/g) ?? []).length & 1) === 1;
}

function chipAt(list: HTMLElement, index: number): HTMLElement | undefined {
  return list.children[index]?.querySelector<HTMLElement>('.chip') ?? undefined;
}

function chipOf(
  { text, name, address, problem }: ComposeEntry,
  words: ComposeWords,
  remove: () => void,
  change: () => void,
): HTMLElement {
  const shown = name || address || text;
  const said = problem === '' ? words['recipient'] : words['badRecipient'];
  const label = (said ?? '{name}')
    .replace('{name}', address && name ? `${name} ${address}` : shown)
    .replace('{problem}', problem);
  const chip = element(
    'button',
    {
      type: 'button',
      class: problem === '' ? 'chip' : 'chip bad',
      title: problem || address || text,
      'aria-label': label,
    },
    problem === '' ? null : icon('warning'),
    element('bdi', {}, shown),
  );
  chip.addEventListener('dblclick', change);
  const cross = element(
    'button',
    {
      type: 'button',
      class: 'cross',
      tabindex: '-1',
      title: (words['removeRecipient'] ?? '').replace('{name}', shown),
      'aria-label': (words['removeRecipient'] ?? '').replace('{name}', shown),
    },
    icon('close'),
  );
  cross.addEventListener('click', remove);
  return element('li', {}, chip, cross);
}
