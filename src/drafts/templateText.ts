import { type PlaceholderName, placeholderNames, placeholderPattern } from '../protocol/placeholders.ts';

/** Templates as text: what they leave open, and what becomes of it. Plain data, so that tests need no editor. */

export type PlaceholderValues = { readonly [name in Exclude<PlaceholderName, 'cursor'>]: string };

/** A template is a draft: a header block, which it may lack, and a body. */
export interface TemplateParts {
  /** Lines between the fences, each with its line break; empty without a block. */
  readonly head: string;
  readonly body: string;
}

export function templateParts(text: string): TemplateParts {
  const plain = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const block = /^\s*---[ \t]*\n([\s\S]*?)^---[ \t]*(?:\n|$)/m.exec(plain);
  if (!block || plain.slice(0, block.index).trim() !== '') return { head: '', body: plain };
  return { head: block[1] ?? '', body: plain.slice(block.index + block[0].length).replace(/^\n+/, '') };
}

/** What a template asks a person, each question once, in order. */
export function questionsIn(text: string): readonly string[] {
  const asked = [...text.matchAll(placeholderPattern)].filter((match) => match[1] === 'ask').map(questionOf);
  return [...new Set(asked)].filter((question) => question !== '');
}

export interface FilledText {
  readonly text: string;
  /** Where `{{cursor}}` stood, an offset; undefined where none did. */
  readonly cursor: number | undefined;
}

/**
 * Fills in what is known and what was answered. What is unknown, or has no value yet, stays as it is: the draft's check
 * shows it, and it is not sent unseen.
 */
export function fillTemplate(
  text: string,
  values: PlaceholderValues,
  answers: ReadonlyMap<string, string>,
): FilledText {
  let out = '';
  let from = 0;
  let cursor: number | undefined;
  for (const match of text.matchAll(placeholderPattern)) {
    out += text.slice(from, match.index);
    from = match.index + match[0].length;
    if (match[1] === 'cursor' && !match[2]) cursor ??= out.length;
    else out += filledOf(match, values, answers) || match[0];
  }
  return { text: out + text.slice(from), cursor };
}

/** The same as a snippet of VS Code: questions become places to type at, one after the other. */
export function toSnippet(text: string, values: PlaceholderValues): string {
  const questions = questionsIn(text);
  let out = '';
  let from = 0;
  let hasCursor = false;
  for (const match of text.matchAll(placeholderPattern)) {
    out += escaped(text.slice(from, match.index));
    from = match.index + match[0].length;
    const question = match[1] === 'ask' ? questionOf(match) : '';
    if (match[1] === 'cursor' && !match[2] && !hasCursor) {
      out += '$0';
      hasCursor = true;
    } else if (question) out += `\${${questions.indexOf(question) + 1}:${escaped(question)}}`;
    else out += escaped(filledOf(match, values, new Map()) || (match[1] === 'cursor' ? '' : match[0]));
  }
  return out + escaped(text.slice(from));
}

/** The name that one is greeted by: `Wei` of “Zhang, Wei”, `Ann` of “Ann Example”; a Chinese name is said whole. */
export function firstNameOf(name: string): string {
  const plain = name.replace(/\s*\([^()]*\)\s*$/, '').trim();
  if (/^\p{Script=Han}+$/u.test(plain)) return plain;
  const [family, given] = plain.split(/\s*,\s*/, 2);
  return (given || family || '').split(/\s+/)[0] ?? '';
}

function filledOf(match: RegExpMatchArray, values: PlaceholderValues, answers: ReadonlyMap<string, string>): string {
  const [, name = '', question] = match;
  if (name === 'ask') return answers.get(questionOf(match)) ?? '';
  const known = placeholderNames.find((each) => each === name);
  return question || !known || known === 'cursor' ? '' : values[known].replace(/\s+/g, ' ').trim();
}

function questionOf(match: RegExpMatchArray): string {
  return (match[2] ?? '').slice(1).trim();
}

function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
