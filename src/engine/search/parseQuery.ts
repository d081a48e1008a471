/**
 * Reads a search as people type it. Conditions side by side all hold; `OR` binds closer than that, as in Gmail:
 * `from:ann report OR invoice` is from Ann, and one of the two words. Nothing is refused: what makes no sense is left
 * out or taken as words, and said with its place.
 */
import { conditionsMax, depthMax, queryMaxChars } from './limits.ts';
import { type Operator, operatorNamed } from './operators.ts';
import type { ParsedQuery, Query, QueryProblem, Span, TextCondition, TextField } from './query.ts';
import { wordsOf } from './words.ts';

/** `now` is what ages count from, ms. */
export function parseQuery(text: string, now: number): ParsedQuery {
  const parser = new Parser(text.slice(0, queryMaxChars), now);
  if (text.length > queryMaxChars) parser.problem('search.tooLong', { start: queryMaxChars, end: text.length });
  const query = parser.all();
  return { query, problems: parser.problems };
}

const spaces = /[\s\u3000]+/y;
const opening = /[(（]/y;
const closing = /[)）]/y;
const quotes = '"“”„';
const either = /(?:OR(?=[\s\u3000(（]|$)|\|+)/y;
const both = /AND(?=[\s\u3000(（]|$)/y;
const negation = /(?:NOT(?=[\s\u3000(（])|-(?=[^\s\u3000)）-]))/y;
const named = /([a-z_]{1,20})[:：]/iy;
const bare = new RegExp(`[^\\s\\u3000()（）${quotes}]+`, 'y');
const quoted = new RegExp(`[${quotes}]([^${quotes}]*)([${quotes}]|$)`, 'y');

class Parser {
  readonly problems: QueryProblem[] = [];
  readonly #text: string;
  readonly #now: number;
  #at = 0;
  #depth = 0;
  #conditions = 0;

  constructor(text: string, now: number) {
    this.#text = text;
    this.#now = now;
  }

  problem(code: QueryProblem['code'], { start, end }: Span): void {
    this.problems.push({ code, start, end });
  }

  /** The whole text; a parenthesis that closes nothing is passed over. */
  all(): Query {
    const items: Query[] = [];
    for (;;) {
      items.push(...this.#conjunction('any'));
      const start = this.#at;
      if (!this.#take(closing)) break;
      this.problem('search.unclosed', { start, end: this.#at });
    }
    return joined('and', items);
  }

  /** Up to the end or a closing parenthesis. */
  #conjunction(field: TextField): Query[] {
    const items: Query[] = [];
    while (!this.#ends()) items.push(...this.#alternatives(field));
    return items;
  }

  #alternatives(field: TextField): Query[] {
    const items = [...this.#negated(field)];
    while (this.#take(either)) {
      if (!this.#ends()) items.push(...this.#negated(field));
    }
    return items.length > 1 ? [{ kind: 'or', items }] : items;
  }

  /** One condition or group, or none where what was written means nothing. */
  #negated(field: TextField): Query[] {
    while (this.#take(both)) if (this.#ends()) return [];
    if (!this.#take(negation)) return this.#primary(field);
    const [item] = this.#ends() ? [] : this.#negatedOnce(field);
    return item ? [{ kind: 'not', item }] : [];
  }

  #negatedOnce(field: TextField): Query[] {
    this.#depth += 1;
    const items = this.#depth > depthMax ? this.#skip() : this.#negated(field);
    this.#depth -= 1;
    return items;
  }

  #primary(field: TextField): Query[] {
    const start = this.#at;
    if (this.#take(opening)) return this.#group(field, start);
    const operator = this.#take(named);
    if (!operator) return this.#words(field, start);
    const known = operatorNamed(operator[1] ?? '');
    if (known) return this.#value(known, start);
    // `https://…` and `12:30` are no operators that somebody got wrong.
    if (!this.#text.startsWith('//', this.#at)) this.problem('search.unknownOperator', { start, end: this.#at });
    this.#at = start;
    return this.#words(field, start);
  }

  #group(field: TextField, start: number): Query[] {
    this.#depth += 1;
    const items = this.#depth > depthMax ? this.#skip() : this.#conjunction(field);
    this.#depth -= 1;
    if (!this.#take(closing)) this.problem('search.unclosed', { start, end: start + 1 });
    return items.length === 0 ? [] : [joined('and', items)];
  }

  #value(operator: Operator, start: number): Query[] {
    if (operator.field && this.#take(opening)) return this.#group(operator.field, this.#at - 1);
    if (operator.field) return this.#words(operator.field, start);
    const valueStart = this.#at;
    const value = this.#string();
    const span = { start: valueStart, end: this.#at };
    const condition = value === '' ? undefined : operator.read?.(value, this.#now, span);
    if (!condition) this.problem('search.badValue', { start, end: this.#at });
    return condition && this.#counts({ start, end: this.#at }) ? [condition] : [];
  }

  /** A word or a phrase, with `*` behind it if it is the beginning of one. */
  #words(field: TextField, start: number): Query[] {
    const text = this.#string();
    const words = wordsOf(text);
    const startsWith = text.endsWith('*') || (this.#text[this.#at] === '*' && this.#take(/\*/y) !== null);
    const span = { start, end: this.#at };
    if (words.length === 0) {
      this.problem('search.badValue', span);
      return [];
    }
    const condition: TextCondition = { kind: 'text', field, words, startsWith, text: text.replace(/\*+$/, '') };
    return this.#counts(span) ? [condition] : [];
  }

  #string(): string {
    const start = this.#at;
    const phrase = this.#take(quoted);
    if (!phrase) return this.#take(bare)?.[0] ?? '';
    if (phrase[2] === '') this.problem('search.unclosed', { start, end: start + 1 });
    return phrase[1] ?? '';
  }

  #counts(span: Span): boolean {
    this.#conditions += 1;
    if (this.#conditions > conditionsMax) this.problem('search.tooLong', span);
    return this.#conditions <= conditionsMax;
  }

  /** Too deep: what is left is left out. */
  #skip(): Query[] {
    this.problem('search.tooLong', { start: this.#at, end: this.#text.length });
    this.#at = this.#text.length;
    return [];
  }

  #ends(): boolean {
    this.#take(spaces);
    closing.lastIndex = this.#at;
    return this.#at >= this.#text.length || closing.test(this.#text);
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    if (pattern !== spaces) this.#passSpaces(pattern);
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at += match[0].length;
    return match;
  }

  /** Spaces matter only behind an operator: `from: ann` has no value. */
  #passSpaces(pattern: RegExp): void {
    if (pattern !== either && pattern !== both && pattern !== negation) return;
    spaces.lastIndex = this.#at;
    this.#at += spaces.exec(this.#text)?.[0].length ?? 0;
  }
}

function joined(kind: 'and' | 'or', items: readonly Query[]): Query {
  const [only] = items;
  return items.length === 1 && only ? only : { kind, items };
}
