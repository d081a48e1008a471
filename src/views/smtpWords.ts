import { smtpTexts } from '../texts/smtp.ts';
import type { Translate } from '../texts/translate.ts';

/** One line of an SMTP dialogue in words; '' where there is nothing to say of it. */
export function explainLine(
  t: Translate,
  { side, text }: { readonly side: 'client' | 'server'; readonly text: string },
): string {
  return side === 'client' ? explainCommand(t, text) : explainReply(t, text);
}

function explainCommand(t: Translate, line: string): string {
  if (line === '.') return t(smtpTexts.commands.dot);
  if (/^\*+$/.test(line)) return t(smtpTexts.commands.credentials);
  const verb = line.trim().split(/\s/, 1)[0]?.toUpperCase() ?? '';
  const known = find(smtpTexts.commands, verb);
  return known === undefined ? '' : t<string>(known);
}

/** `250-SIZE 1000` is an extension, `550 5.1.1 …` a code and what it is about. */
function explainReply(t: Translate, line: string): string {
  const [, code = '', dash = '', rest = ''] = /^(\d{3})([- ]?)(.*)$/.exec(line) ?? [];
  if (code === '') return '';
  const extension =
    code === '250' ? find(smtpTexts.extensions, rest.split(/[ =]/, 1)[0]?.toUpperCase() ?? '') : undefined;
  if (extension !== undefined) return t<string>(extension);
  if (dash === '-') return '';
  const words = find(smtpTexts.replies, code) ?? classOf(code);
  const subject = /^[45]\.(\d)\.\d/.exec(rest)?.[1] ?? '';
  const about = find(smtpTexts.subjects, subject);
  return [words, about]
    .filter((one) => one !== undefined)
    .map((one) => t<string>(one))
    .join(' · ');
}

function classOf(code: string): string | undefined {
  const { good, goOn, later, never } = smtpTexts.classes;
  return { 2: good, 3: goOn, 4: later, 5: never }[Number(code[0])];
}

function find(words: { readonly [key: string]: string }, key: string): string | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
