import type { ReadMessage } from '../mime/read.ts';
import { linksCheckedMax, warningsPerKindMax } from './limits.ts';
import { walkHtml } from './walkHtml.ts';

/** What a reader should know before believing a mail. The words are in the texts; `data` completes them. */
export interface MailWarning {
  readonly code:
    | 'mail.senderDiffers'
    | 'mail.replyToElsewhere'
    | 'mail.severalSenders'
    | 'mail.hiddenDirection'
    | 'mail.linkDiffers'
    | 'mail.damaged'
    | 'mail.contentCut';
  readonly data: { readonly [name: string]: string };
}

/** What the header gives away: another address in the name, answers that go elsewhere, several senders, bidi controls. */
export function senderWarnings(message: ReadMessage): MailWarning[] {
  const warnings: MailWarning[] = [];
  const [sender] = message.from;
  const shown = /[^\s<>"'(),;:]+@([^\s<>"'(),;:]+\.[^\s<>"'(),;:]+)/.exec(sender?.name ?? '')?.[0];
  if (sender && shown && shown.toLowerCase() !== sender.address.toLowerCase())
    warnings.push({ code: 'mail.senderDiffers', data: { shown, address: sender.address } });
  const elsewhere = message.replyTo.find((one) => sender && !sameOwner(hostOf(one.address), hostOf(sender.address)));
  if (elsewhere && sender)
    warnings.push({ code: 'mail.replyToElsewhere', data: { replyTo: elsewhere.address, address: sender.address } });
  const fromFields = message.fields.filter((field) => field.name.toLowerCase() === 'from').length;
  if (fromFields > 1 || message.from.length > 1)
    warnings.push({ code: 'mail.severalSenders', data: { address: sender?.address ?? '' } });
  const spoken = [
    message.subject,
    ...message.from.map((one) => `${one.name}${one.address}`),
    ...message.attachments.map((one) => one.name),
  ];
  if (spoken.some((text) => /[\u202a-\u202e\u2066-\u2069]/.test(text)))
    warnings.push({ code: 'mail.hiddenDirection', data: {} });
  return warnings;
}

/** Defects that a reader should hear of: something may be missing. One sentence at most. */
export function defectWarnings(message: ReadMessage): MailWarning[] {
  const cut = ['tooManyParts', 'tooDeep', 'textTooLong', 'headersTooLong', 'tooManyHeaders'] as const;
  const broken = ['boundaryMissing', 'boundaryUnclosed', 'encodingUnknown', 'charsetUnknown'] as const;
  // One of them is enough: both send to the source, and what was cut off is rarely well-formed.
  if (cut.some((defect) => message.defects.has(defect))) return [{ code: 'mail.contentCut', data: {} }];
  return broken.some((defect) => message.defects.has(defect)) ? [{ code: 'mail.damaged', data: {} }] : [];
}

/** Links whose text names one host while they lead to another. Reads sanitised HTML. */
export function linkWarnings(html: string): MailWarning[] {
  const warnings: MailWarning[] = [];
  let href = '';
  let text = '';
  let links = 0;
  walkHtml(html, {
    wanted: target,
    open(name, attributes) {
      if (name !== 'a') return;
      href = attributes['href'] ?? '';
      text = '';
    },
    text(piece) {
      if (href !== '') text += piece;
    },
    close(name) {
      if (name !== 'a' || href === '') return;
      const warning = ++links <= linksCheckedMax ? linkWarning(text, href) : undefined;
      if (warning && warnings.length < warningsPerKindMax) warnings.push(warning);
      href = '';
    },
  });
  return warnings;
}

const target: ReadonlySet<string> = new Set(['href']);

/** The warning that one link deserves, if any. */
export function linkWarning(text: string, href: string): MailWarning | undefined {
  const target = /^https?:/i.test(href) && URL.canParse(href) ? new URL(href).hostname : '';
  const named = namedHost(text.trim());
  if (target === '' || named === '' || sameOwner(named, target)) return undefined;
  return { code: 'mail.linkDiffers', data: { shown: named, target } };
}

/** The host that a link's text claims, when the text is an address as a whole. */
function namedHost(text: string): string {
  if (text.length > 2_000 || /\s/.test(text)) return '';
  const address = /^(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,})(?::\d+)?(?:[/?#].*)?$/iu.exec(text)?.[1];
  if (address === undefined) return '';
  const full = `https://${address}`;
  const isFileName =
    !/^https?:|^www\./i.test(text) && /\.(?:pdf|docx?|xlsx?|zip|png|jpe?g|txt|md|js|ts|py|sh|html?)$/i.test(address);
  return !isFileName && URL.canParse(full) ? new URL(full).hostname : '';
}

function hostOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** Whether two hosts most likely belong to one owner: the same registrable name, told without a list of suffixes. */
function sameOwner(a: string, b: string): boolean {
  return owned(a) === owned(b);
}

function owned(host: string): string {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  const secondLevel =
    /^(?:com?|net|org|edu|gov|ac|ne|or|go|mil)$/.test(labels.at(-2) ?? '') && (labels.at(-1) ?? '').length === 2;
  return labels.slice(secondLevel ? -3 : -2).join('.');
}
