import type { MessageContent } from '../protocol/records.ts';
import type { ReaderAttachment, ReaderMessage, ReaderSending, ReaderWords } from '../protocol/views/reader.ts';
import { outboxTexts } from '../texts/outbox.ts';
import { imagesTexts, readerTexts, receiptTexts, warningTexts } from '../texts/reader.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { createFormats } from './formats.ts';

/** What the page's words depend on beside the message. */
export interface ReaderLocale {
  readonly t: Translate;
  /** BCP 47. */
  readonly language: string;
  /** An IANA zone; the machine's when absent. */
  readonly timeZone?: string;
  readonly now: number;
  /** True in Junk: remote pictures are never offered. */
  readonly inJunk?: boolean;
  /** False: the person wants no mail to ask for receipts. */
  readonly asksForReceipts?: boolean;
}

/** A message in the reader's words. `html` and `text` are its texts, read from their files where they were long. */
export function toReaderMessage(
  content: MessageContent,
  texts: { readonly html: string; readonly text: string; readonly sendings?: readonly ReaderSending[] },
  locale: ReaderLocale,
): ReaderMessage {
  const { row } = content;
  return {
    id: row.id,
    subject: row.subject,
    from: row.from,
    to: row.to,
    cc: content.cc,
    ...dateTexts(row.date, locale),
    warnings: content.warnings.map((warning) => warningOf(warning, locale.t)),
    images: imagesLine(content, locale),
    html: texts.html,
    isText: texts.html.startsWith('<div class="m-text">'),
    text: texts.text,
    headers: content.headers,
    attachments: content.attachments.filter((one) => !one.inline).map((one) => attachmentOf(one, locale)),
    sendings: texts.sendings ?? [],
    receipt: receiptLine(content, locale),
  };
}

/** The fixed words of the page. */
export function readerWords(t: Translate): ReaderWords {
  return {
    to: t(readerTexts.to),
    cc: t(readerTexts.cc),
    noSubject: t(readerTexts.noSubject),
    noSender: t(readerTexts.noSender),
    attachments: t(readerTexts.attachments),
    open: t(readerTexts.open),
    save: t(readerTexts.save),
    saveAll: t(readerTexts.saveAll),
    showImages: t(readerTexts.showImages),
    why: t(readerTexts.why),
    body: t(readerTexts.body),
    views: t(readerTexts.views),
    viewMail: t(readerTexts.viewMail),
    viewText: t(readerTexts.viewText),
    viewHeaders: t(readerTexts.viewHeaders),
    viewSource: t(readerTexts.viewSource),
    originalColours: t(readerTexts.originalColours),
    loading: t(readerTexts.loading),
    tryAgain: t(readerTexts.tryAgain),
    details: t(readerTexts.details),
    linkTo: t(readerTexts.linkTo),
    sendings: t(readerTexts.sendings),
    showDialogue: t(outboxTexts.showDialogue),
    sendReceipt: t(receiptTexts.send),
    noReceipt: t(receiptTexts.decline),
    neverReceipt: t(receiptTexts.never),
    hideReceipt: t(receiptTexts.hide),
    // The page fills in the number: it knows how many fit.
    moreRecipients: t(readerTexts.moreRecipients, { count: '{count}' }),
  };
}

function dateTexts(at: number, { language, timeZone, now }: ReaderLocale) {
  const zone: Intl.DateTimeFormatOptions = timeZone === undefined ? {} : { timeZone };
  const date = new Date(at);
  const short: Intl.DateTimeFormatOptions = {
    ...zone,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23', // As in the lists.
  };
  if (date.getFullYear() !== new Date(now).getFullYear()) short.year = 'numeric';
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'long', ...zone });
  return {
    dateText: new Intl.DateTimeFormat(language, short).format(date),
    dateTitle: `${full.format(date)} (${relative(at - now, language)})`,
    dateIso: date.toISOString(),
  };
}

function relative(differenceMs: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const steps = [
    ['year', 31_557_600_000],
    ['month', 2_629_800_000],
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  for (const [unit, lengthMs] of steps)
    if (Math.abs(differenceMs) >= lengthMs) return format.format(Math.trunc(differenceMs / lengthMs), unit);
  return format.format(0, 'minute');
}

function warningOf({ code, data }: MessageContent['warnings'][number], t: Translate): { text: string; why: string } {
  const known = Object.entries(warningTexts).find(([name]) => name === code)?.[1];
  if (!known) return { text: code, why: '' };
  const text: string = known.text;
  return { text: t(text, data), why: t(known.why) };
}

function imagesLine({ remoteImages }: MessageContent, { t, inJunk }: ReaderLocale): ReaderMessage['images'] {
  const { blocked, trackers } = remoteImages;
  if (blocked === 0) return null;
  if (inJunk) return { text: plural(t, imagesTexts.junk, blocked), canShow: false };
  const tracking = trackers === 1 ? imagesTexts.blockedTracker : imagesTexts.blockedTrackers;
  const text = trackers > 0 ? tracking : imagesTexts.blocked;
  return { text: plural(t, text, blocked, { trackers }), canShow: !remoteImages.shown };
}

/** A wish that would tell somebody else is explained and can't be granted. */
function receiptLine(
  { receipt }: MessageContent,
  { t, asksForReceipts = true }: ReaderLocale,
): ReaderMessage['receipt'] {
  if (!receipt || !asksForReceipts) return null;
  const { to, isSender } = receipt;
  return { text: t(isSender ? receiptTexts.asked : receiptTexts.askedElsewhere, { address: to }), canSend: isSender };
}

function attachmentOf(
  one: MessageContent['attachments'][number],
  { t, language, now }: ReaderLocale,
): ReaderAttachment {
  const size = createFormats(language, () => now).size(one.size);
  return {
    index: one.index,
    name: one.filename,
    sizeText: size,
    icon: one.executable ? 'warning' : iconOf(one.contentType, one.filename),
    label: t(readerTexts.attachmentLabel, { name: one.filename, size }),
  };
}

function iconOf(type: string, name: string): string {
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (type === 'application/pdf' || extension === 'pdf') return 'file-pdf';
  if (/^(?:image|audio|video)\//.test(type)) return 'file-media';
  if (/zip|compressed|x-tar|gzip|rar/.test(type) || /^(?:zip|gz|tgz|7z|rar|xz)$/.test(extension)) return 'file-zip';
  if (type === 'text/calendar' || extension === 'ics') return 'calendar';
  if (type === 'message/rfc822' || extension === 'eml') return 'mail';
  if (/^(?:js|ts|py|c|h|cpp|java|go|rs|json|xml|html|css|sh|patch|diff)$/.test(extension)) return 'file-code';
  return 'file';
}
