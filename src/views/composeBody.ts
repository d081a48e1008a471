import { differenceOf, edited, type TextEdit } from '../base/textEdit.ts';

/**
 * One text in two places: the document, and what the page has of it. Edits come from both sides; those of the page are
 * placed into the document as it is by then, and nothing that was typed on either side is dropped.
 */

/** An edit of `base`, as an edit of `current`, which somebody else made of it. Where both changed the same, ours comes behind. */
export function placed(edit: TextEdit, base: string, current: string): TextEdit {
  if (base === current) return edit;
  const theirs = differenceOf(base, current);
  const grown = theirs.text.length - (theirs.to - theirs.from);
  if (edit.to <= theirs.from) return edit;
  if (edit.from >= theirs.to) return { ...edit, from: edit.from + grown, to: edit.to + grown };
  const at = theirs.from + theirs.text.length;
  return { from: at, to: at, text: edit.text };
}

interface SentText {
  readonly id: number;
  readonly text: string;
}

/** Texts on their way to the page that are remembered: more than ever are, unless nobody types in it. */
const offersMax = 30;

/** What the page has, as far as the host knows. */
export class PageText {
  #accepted: SentText = { id: 0, text: '' };
  /** Which of them the page took is known once it speaks. */
  #offers: readonly SentText[] = [];
  #last = 0;
  #taken = 0;

  /** Edits of the page that were heard. */
  get taken(): number {
    return this.#taken;
  }

  /** What the page shows once it has read everything that was sent. */
  get shown(): string {
    return (this.#offers.at(-1) ?? this.#accepted).text;
  }

  /** Names a text that is sent to the page. It takes it, unless it was typing meanwhile. */
  offer(text: string): number {
    this.#last += 1;
    this.#offers = [...this.#offers.slice(1 - offersMax), { id: this.#last, text }];
    return this.#last;
  }

  /** An edit of the page, made on body `base`: as an edit of `current`. What was offered after `base` it does not take. */
  take(base: number, edit: TextEdit, current: string): TextEdit {
    const { id, text } = this.#offers.find((offer) => offer.id === base) ?? this.#accepted;
    this.#offers = [];
    this.#accepted = { id, text: edited(text, edit) };
    this.#taken += 1;
    return placed(edit, text, current);
  }
}
