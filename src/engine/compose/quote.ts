import { formatMailboxes, type Mailbox } from '../../mail/mime/address.ts';
import { attributionTexts, type QuoteLanguage } from '../../texts/attribution.ts';
import type { SourceMessage } from './sourceMessage.ts';

/** What of another mail goes into an answer: as Markdown quotes, so that text and HTML part both show it as such. */

/** Quoted text beyond this is cut: nobody reads on, and the draft stays easy to edit. UTF-16 units. */
export const quoteMaxChars = 200_000;

/** What of a mail is quoted: a part of its text, or its HTML, already safe and small; both empty: its text. */
export interface Quotation {
  readonly selection: string;
  readonly html: string;
}

/** `On 5 Jan 2026, 10:30, Zhang Wei wrote:` and the mail's text, each line behind `>`, or its HTML in a blockquote. */
export function quoteReply(
  source: SourceMessage,
  { selection, html }: Quotation,
  timeZone: string | undefined,
): string {
  const texts = attributionTexts[languageOf(source)];
  const [writer] = source.from;
  const who = writer ? writer.name || writer.address : texts.somebody;
  const line = texts.wrote
    .replace('{date}', dateText(source.date, texts.locale, timeZone))
    .replace('{who}', escapeMarkdown(who));
  if (selection.trim() === '' && html) return `${line}\n\n<blockquote>\n${html}\n</blockquote>\n`;
  return `${line}\n\n${quoted(selection.trim() === '' ? withoutSignature(source.text) : selection)}`;
}

/** The mail with the head that says whose it was, all of it quoted. */
export function quoteForward(source: SourceMessage, timeZone: string | undefined): string {
  const texts = attributionTexts[languageOf(source)];
  const field = (name: string, value: string) => (value ? [`**${name}** ${escapeMarkdown(value)}`] : []);
  const list = (mailboxes: readonly Mailbox[]) => formatMailboxes(mailboxes).replaceAll('; ', ', ');
  const head = [
    ...field(texts.from, list(source.from)),
    ...field(texts.date, dateText(source.date, texts.locale, timeZone)),
    ...field(texts.to, list(source.to)),
    ...field(texts.cc, list(source.cc)),
    ...field(texts.subject, source.subject),
  ];
  return `${texts.forwarded}\n\n${quoted(`${head.join('\n')}\n\n${source.text}`)}`;
}

/** The language of the mail that is answered: who wrote Chinese reads Chinese. */
function languageOf({ subject, text }: SourceMessage): QuoteLanguage {
  const sample = `${subject}\n${text.slice(0, 4_000)}`;
  const chinese = sample.match(/\p{Script=Han}/gu)?.length ?? 0;
  const japanese = /[\u3040-\u30ff]/.test(sample);
  const words = sample.match(/[\p{Script=Latin}]+/gu)?.length ?? 0;
  return !japanese && chinese > words ? 'zh' : 'en';
}

function dateText(ms: number, locale: string, timeZone: string | undefined): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', ...zone })
    .format(ms)
    .replace(/\u202f/g, ' ');
}

function quoted(text: string): string {
  const whole = text.slice(0, quoteMaxChars).toWellFormed().replaceAll('\0', '').replace(/\r\n?/g, '\n').trimEnd();
  const lines = whole.split('\n').map((line) => (line === '' ? '>' : line.startsWith('>') ? `>${line}` : `> ${line}`));
  return `${lines.join('\n')}${text.length > quoteMaxChars ? '\n> …' : ''}\n`;
}

/** RFC 3676 §4.3: what follows `-- ` is who wrote it, said already. */
function withoutSignature(text: string): string {
  const at = text.search(/(^|\n)-- \r?\n/);
  return at > 0 ? text.slice(0, at) : text;
}

/** Stars and the like in names are names; `<…>` around an address is a link in Markdown and stays. */
function escapeMarkdown(text: string): string {
  return text.replace(/[*_`[\]\\]/g, '\\$&').replace(/<([^<>@\s]+@[^<>\s]+)>/g, (all) => all.replaceAll('\\', ''));
}
