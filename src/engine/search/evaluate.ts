/** Whether a message is what a search asks for, told from the message itself. Pure. */
import { fold } from './fold.ts';
import { type Matcher, matcherOf } from './matchText.ts';
import type { Query, ScopeCondition, TextCondition, TextField } from './query.ts';

/** Text of a message by field, as it is shown. */
export type FieldTexts = { readonly [field in Exclude<TextField, 'any'>]: string };

/** What conditions beside text look at. */
export interface Facts {
  readonly flags: readonly string[];
  readonly mailbox: number;
  /** The sort date, ms. */
  readonly date: number;
  readonly size: number;
  readonly hasAttachment: boolean;
}

/** Names of mailboxes and accounts in a search, as the numbers of mailboxes in the cache. */
export type ScopeOf = (condition: ScopeCondition) => ReadonlySet<number>;

/** Decides one search for many messages. `texts` is asked for only where a condition needs it. */
export class Evaluator {
  readonly #query: Query;
  readonly #scopeOf: ScopeOf;
  readonly #matchers = new Map<TextCondition, Matcher>();

  constructor(query: Query, scopeOf: ScopeOf) {
    this.#query = query;
    this.#scopeOf = scopeOf;
  }

  matches(facts: Facts, texts: () => FieldTexts): boolean {
    let folded: FoldedTexts | undefined;
    return this.#holds(this.#query, facts, (condition) => {
      folded ??= new FoldedTexts(texts());
      return this.#holdsText(condition, folded);
    });
  }

  /** The same where only the list row is known: whether the message could match by that. */
  couldMatch(facts: Facts, texts: FieldTexts): boolean {
    const folded = new FoldedTexts(texts);
    return this.#holds(this.#query, facts, (condition, wide) =>
      isListed(condition.field) ? this.#holdsText(condition, folded) : wide,
    );
  }

  #holds(query: Query, facts: Facts, text: (condition: TextCondition, wide: boolean) => boolean, wide = true): boolean {
    switch (query.kind) {
      case 'and':
        return query.items.every((item) => this.#holds(item, facts, text, wide));
      case 'or':
        return query.items.some((item) => this.#holds(item, facts, text, wide));
      case 'not':
        return !this.#holds(query.item, facts, text, !wide);
      case 'text':
        return text(query, wide);
      case 'attachment':
        return facts.hasAttachment;
      case 'flag':
        return facts.flags.includes(query.flag) === query.set;
      case 'mailbox':
      case 'account':
        return this.#scopeOf(query).has(facts.mailbox);
      case 'before':
        return facts.date < query.ms;
      case 'after':
        return facts.date >= query.ms;
      case 'larger':
        return facts.size > query.bytes;
      default:
        return facts.size < query.bytes;
    }
  }

  #holdsText(condition: TextCondition, folded: FoldedTexts): boolean {
    const matcher = this.#matchers.get(condition) ?? matcherOf(condition);
    this.#matchers.set(condition, matcher);
    const fields = condition.field === 'any' ? allFields : [condition.field];
    return fields.some((field) => matcher.find(folded.of(field), 0) !== undefined);
  }
}

/** Whether the list row has all of a field. */
export function isListed(field: TextField): boolean {
  return field === 'subject' || field === 'from' || field === 'to' || field === 'cc';
}

const allFields = ['subject', 'from', 'to', 'cc', 'body', 'filename', 'list'] as const;

/** Each field is folded when a condition first looks at it. */
class FoldedTexts {
  readonly #texts: FieldTexts;
  readonly #folded = new Map<keyof FieldTexts, string>();

  constructor(texts: FieldTexts) {
    this.#texts = texts;
  }

  of(field: keyof FieldTexts): string {
    const folded = this.#folded.get(field) ?? fold(this.#texts[field]);
    this.#folded.set(field, folded);
    return folded;
  }
}
