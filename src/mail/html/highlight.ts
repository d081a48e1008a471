import { type CodeKind, type Language, languageNames, languages } from './highlightLanguages.ts';
import { highlightMaxChars } from './limits.ts';

/** A piece of code; without a kind it has the colour of the text around it. */
export interface CodePiece {
  readonly text: string;
  readonly kind: CodeKind | undefined;
}

/**
 * Code in pieces by what they are; together they are the code. One piece where the language is not known or the code is
 * longer than `highlightMaxChars`: colours are not worth a wait.
 */
export function highlight(code: string, languageName: string): readonly CodePiece[] {
  const language = languageOf(languageName);
  if (!language || code.length > highlightMaxChars) return [{ text: code, kind: undefined }];
  return highlighterOf(language).read(code);
}

/** Made when a language is first met: their patterns are long. */
const highlighters = new Map<Language, Highlighter>();

function highlighterOf(language: Language): Highlighter {
  const known = highlighters.get(language);
  if (known) return known;
  const made = new Highlighter(language);
  highlighters.set(language, made);
  return made;
}

function languageOf(written: string): Language | undefined {
  const name = written.toLowerCase();
  const known = Object.hasOwn(languageNames, name) ? (languageNames[name] ?? name) : name;
  return Object.hasOwn(languages, known) ? languages[known] : undefined;
}

const number = /\b(?:0[xX][\da-fA-F_]+|0[bB][01_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)[a-zA-Z%]{0,4}\b/;
const word = /[A-Za-z_$][\w$]*|[\u0080-\uffff]+/;

class Highlighter {
  readonly #kinds: readonly (CodeKind | 'word')[];
  readonly #pattern: RegExp;
  readonly #keywords: ReadonlySet<string>;
  readonly #types: ReadonlySet<string>;
  readonly #ignoreCase: boolean;

  constructor({ comment, string, own = [], keywords = '', types = '', ignoreCase = false }: Language) {
    const patterns: (readonly [CodeKind | 'word', RegExp])[] = [
      ...(comment ? [['comment', comment] as const] : []),
      ...own,
      ...(string ? [['string', string] as const] : []),
      ...(keywords || types ? [['number', number] as const, ['word', word] as const] : [['number', number] as const]),
    ];
    this.#kinds = patterns.map(([kind]) => kind);
    this.#pattern = new RegExp(patterns.map(([, { source }]) => `(${source})`).join('|'), 'gm');
    this.#keywords = new Set(keywords.split(' '));
    this.#types = new Set(types.split(' '));
    this.#ignoreCase = ignoreCase;
  }

  read(code: string): readonly CodePiece[] {
    const pieces: CodePiece[] = [];
    let at = 0;
    for (const match of code.matchAll(this.#pattern)) {
      const [text] = match;
      if (text === '') continue;
      const kind = this.#kinds[match.findIndex((group, index) => index > 0 && group !== undefined) - 1];
      const shown = kind === 'word' ? this.#wordKind(text, code, match.index + text.length) : kind;
      if (!shown) continue;
      if (match.index > at) pieces.push({ text: code.slice(at, match.index), kind: undefined });
      pieces.push({ text, kind: shown });
      at = match.index + text.length;
    }
    if (at < code.length) pieces.push({ text: code.slice(at), kind: undefined });
    return pieces;
  }

  #wordKind(text: string, code: string, end: number): CodeKind | undefined {
    const known = this.#ignoreCase ? text.toLowerCase() : text;
    if (this.#keywords.has(known)) return 'keyword';
    if (this.#types.has(known)) return 'type';
    if (code[end] === '(') return 'function';
    return /^[A-Z][a-z]/.test(text) ? 'type' : undefined;
  }
}
