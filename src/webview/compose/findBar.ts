import type { Editor } from '@tiptap/core';
import type { ComposeWords } from '../../protocol/views/compose.ts';
import { button, element, icon } from '../dom.ts';
import { findCount, goToMatch, replaceAll, replaceMatch, setQuery } from './find.ts';

/** Find and replace as a line below the toolbar: Enter goes on, Shift+Enter back. */
export class FindBar {
  readonly element: HTMLElement;
  readonly first: HTMLInputElement;
  readonly #view: Editor['view'];
  readonly #words: ComposeWords;
  readonly #replace: HTMLInputElement;
  readonly #count: HTMLElement;
  readonly #exact: HTMLButtonElement;

  constructor(editor: Editor, words: ComposeWords, close: () => void) {
    this.#view = editor.view;
    this.#words = words;
    const { from, to } = editor.state.selection;
    this.first = this.#line('findWhat', editor.state.doc.textBetween(from, to).slice(0, 200));
    this.#replace = this.#line('replaceWith', '');
    this.#count = element('span', { class: 'count', role: 'status' });
    this.#exact = this.#tool('matchCase', 'case-sensitive', () => this.#toggleCase());
    this.#exact.setAttribute('aria-pressed', 'false');
    this.first.addEventListener('input', () => this.search());
    onEnter(this.first, (event) => this.#go(event.shiftKey ? -1 : 1));
    onEnter(this.#replace, () => this.#replaceOne());
    this.element = element(
      'div',
      { class: 'bar', role: 'group', 'aria-label': this.#word('find') },
      this.first,
      this.#exact,
      this.#tool('findPrevious', 'arrow-up', () => this.#go(-1)),
      this.#tool('findNext', 'arrow-down', () => this.#go(1)),
      this.#count,
      this.#replace,
      this.#tool('replaceOne', 'replace', () => this.#replaceOne()),
      this.#tool('replaceAll', 'replace-all', () => this.#replaceAll()),
      this.#tool('close', 'close', close),
    );
  }

  search(): void {
    setQuery(this.#view, { text: this.first.value, matchCase: this.#exact.getAttribute('aria-pressed') === 'true' });
    this.#tell();
  }

  #word(name: string): string {
    return this.#words[name] ?? name;
  }

  #line(name: string, value: string): HTMLInputElement {
    const label = this.#word(name);
    return element('input', { type: 'text', class: 'line', 'aria-label': label, placeholder: label, value });
  }

  #tool(name: string, sign: string, run: () => void): HTMLButtonElement {
    return button(this.#word(name), run, { class: 'tool', 'data-tool': name }, icon(sign));
  }

  #toggleCase(): void {
    this.#exact.setAttribute('aria-pressed', String(this.#exact.getAttribute('aria-pressed') !== 'true'));
    this.search();
  }

  #go(step: 1 | -1): void {
    goToMatch(this.#view, step);
    this.#tell();
  }

  #replaceOne(): void {
    replaceMatch(this.#view, this.#replace.value);
    this.#tell();
  }

  #replaceAll(): void {
    replaceAll(this.#view, this.#replace.value);
    this.#tell();
  }

  #tell(): void {
    const { index, count } = findCount(this.#view);
    const found = this.#word('matches').replace('{index}', String(index)).replace('{count}', String(count));
    this.#count.textContent = this.first.value === '' ? '' : count === 0 ? this.#word('noMatches') : found;
  }
}

function onEnter(input: HTMLInputElement, run: (event: KeyboardEvent) => void): void {
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    run(event);
  });
}
