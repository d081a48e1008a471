import type { Editor } from '@tiptap/core';
import type { ComposeSnippet } from '../../protocol/views/compose.ts';
import { element } from '../dom.ts';
import { Suggestions } from './suggestions.ts';

/** `;name` in the text: the templates that fit are offered at the cursor, and the chosen one takes its place. */

export interface SnippetsHost {
  /** Calls back with all that there are. */
  ask(show: (snippets: readonly ComposeSnippet[]) => void): void;
  take(name: string): void;
  readonly label: string;
}

const offeredMax = 10;

/** What is typed of a name right before the cursor, with its semicolon; undefined where none is. */
export function typedSnippet({ state }: Pick<Editor, 'state'>): string | undefined {
  const { $from, empty } = state.selection;
  if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code) return undefined;
  const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 100), $from.parentOffset, '\n', '\ufffc');
  return /(?:^|[\s\p{Script=Han}])([;；][\p{L}\p{N}_-]*)$/u.exec(before)?.[1];
}

export class Snippets {
  readonly element: HTMLElement;
  readonly #host: SnippetsHost;
  readonly #editor: Editor;
  readonly #list: Suggestions;
  #known: readonly ComposeSnippet[] | undefined;
  #putAway: string | undefined;

  constructor(editor: Editor, host: SnippetsHost) {
    this.#editor = editor;
    this.#host = host;
    this.#list = new Suggestions(editor.view.dom, {
      id: 'snippets',
      label: host.label,
      onTake: (name) => this.#take(name),
    });
    this.element = element('div', { class: 'snippets' }, this.#list.element);
    editor.on('update', () => this.#typed());
    editor.on('selectionUpdate', () => this.#moved());
    editor.on('blur', () => this.#list.hide());
  }

  #typed(): void {
    const typed = this.#editor.view.composing ? undefined : typedSnippet(this.#editor);
    if (typed === undefined) {
      this.#known = undefined; // Templates may be others next time.
      this.#putAway = undefined;
      this.#list.hide();
    } else if (this.#known) this.#offer(typed);
    else
      this.#host.ask((snippets) => {
        this.#known = snippets;
        this.#moved();
      });
  }

  #moved(): void {
    const typed = this.#known && typedSnippet(this.#editor);
    if (typed === undefined) this.#list.hide();
    else this.#offer(typed);
  }

  #offer(typed: string): void {
    if (this.#putAway === typed) return;
    const wanted = typed.slice(1).toLowerCase();
    const fitting = (this.#known ?? []).filter(({ name }) => name.toLowerCase().includes(wanted));
    const first = (name: string) => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
    const sorted = fitting.toSorted((a, b) => first(a.name) - first(b.name)).slice(0, offeredMax);
    this.#list.show(
      sorted.map(({ name }) => name),
      sorted.map(({ of }) => of),
    );
    const { view, state } = this.#editor;
    const at = view.coordsAtPos(state.selection.from - typed.length);
    const box = this.element.offsetParent?.getBoundingClientRect();
    this.element.style.top = `${at.bottom - (box?.top ?? 0)}px`;
    this.element.style.left = `${Math.max(0, at.left - (box?.left ?? 0))}px`;
  }

  /** Enter and Tab choose while something is offered: to be asked before the text's own keys. */
  key(event: KeyboardEvent): boolean {
    if (!this.#list.isOpen || event.isComposing) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') this.#list.move(event.key === 'ArrowDown' ? 1 : -1);
    else if ((event.key === 'Enter' || event.key === 'Tab') && this.#list.chosen !== undefined)
      this.#take(this.#list.chosen);
    else if (event.key === 'Escape') {
      this.#putAway = typedSnippet(this.#editor);
      this.#list.hide();
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #take(name: string): void {
    this.#list.hide();
    this.#host.take(name);
  }
}
