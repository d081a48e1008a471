import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { MailError } from '../../base/errors.ts';
import { htmlToText } from '../../mail/html/htmlToText.ts';
import { sanitize } from '../../mail/html/sanitize.ts';
import { textToHtml } from '../../mail/html/textToHtml.ts';
import { defectWarnings, linkWarnings, senderWarnings } from '../../mail/html/warnings.ts';
import { isExecutableName, safeFileName } from '../../mail/mime/attachmentName.ts';
import { attachmentBytes, type ReadAttachment, type ReadMessage, readMessage } from '../../mail/mime/read.ts';
import type { ReadAddress } from '../../mail/mime/readAddresses.ts';
import { previewMaxChars, previewMaxLines } from '../../protocol/limits.ts';
import type { Address, AttachmentRecord } from '../../protocol/records.ts';
import { writeTemporary } from '../files.ts';
import type { AttachmentJob, PreviewJob, RenderJob, WorkerPreview, WorkerRendered } from './job.ts';
import {
  attachmentsMax,
  hashedAtOnceMaxBytes,
  headerFieldMaxChars,
  inlineImageMaxBytes,
  inlineImagesMaxBytes,
} from './limits.ts';
import { openSource, withSource } from './withSource.ts';

/** A message as the reader shows it. Throws only what reading its file throws. */
export function renderJob(job: RenderJob): WorkerRendered {
  return withSource(job.source, (source) => {
    const message = readMessage(source);
    const pictures = new Pictures(message, new Map(job.inJunk ? [] : job.remoteImages));
    const html = htmlOf(message);
    const isText = html === '';
    const shown = sanitize(isText ? textToHtml(textOf(message)) : html, pictures.sources);
    const attachments = message.attachments
      .slice(0, attachmentsMax)
      .map((one, index) => describe(message, one, index, pictures.used.has(one.cid), job.hashAll));
    return {
      subject: message.subject.slice(0, 10_000),
      from: addresses(message.from, 100),
      to: addresses(message.to, 1_000),
      cc: addresses(message.cc, 1_000),
      bcc: addresses(message.bcc, 1_000),
      replyTo: addresses(message.replyTo, 100),
      date: message.date ?? null,
      messageId: message.messageId,
      inReplyTo: message.inReplyTo,
      references: message.references,
      headers: message.fields.slice(0, 2_000).map(({ name, value }) => [name, value.slice(0, headerFieldMaxChars)]),
      html: shown.html,
      text: textOf(message),
      attachments,
      warnings: [...senderWarnings(message), ...linkWarnings(shown.html), ...defectWarnings(message)].slice(0, 100),
      remoteImages: {
        blocked: shown.blocked,
        trackers: shown.trackers,
        shown: job.remoteImages.length > 0 && !job.inJunk,
      },
      remoteUrls: shown.remoteUrls,
    };
  });
}

/** What a tooltip says of a message beside its row. Throws only what reading its file throws. */
export function previewJob(job: PreviewJob): WorkerPreview {
  return withSource(job.source, (source) => {
    const message = readMessage(source);
    return {
      to: addresses(message.to, 1_000),
      cc: addresses(message.cc, 1_000),
      bcc: addresses(message.bcc, 1_000),
      replyTo: addresses(message.replyTo, 100),
      lines: firstLines(textOf(message)),
    };
  });
}

/** Decodes one attachment into a file, a window at a time. Throws `attachment.unknown`. */
export async function saveAttachment(job: AttachmentJob): Promise<AttachmentRecord> {
  const opened = openSource(job.source);
  try {
    const message = readMessage(opened.source);
    const attachment = message.attachments[job.index];
    if (!attachment) throw new MailError('attachment.unknown', { data: { index: job.index } });
    const hash = createHash('sha256');
    let size = 0;
    const counted = function* () {
      for (const chunk of attachmentBytes(message, attachment)) {
        hash.update(chunk);
        size += chunk.length;
        yield chunk;
      }
    };
    await writeTemporary(job.toFile, counted());
    return { ...facts(attachment, job.index, false), size, sha256: hash.digest('hex') };
  } finally {
    opened.close();
  }
}

/** The plain text: what the sender wrote, else made of the HTML. */
function textOf(message: ReadMessage): string {
  return message.blocks
    .map((block) => block.text ?? htmlToText(block.html ?? ''))
    .join('\n\n')
    .replace(/\r\n/g, '\n');
}

function firstLines(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/[\s\p{Cc}]+/gu, ' ').trim());
  const said = lines.filter((line) => /[\p{L}\p{N}\p{S}]/u.test(line));
  const isQuoted = (line: string | undefined) => line?.startsWith('>') === true;
  // "Li wrote:" belongs to what follows.
  const own = said.filter((line, at) => !isQuoted(line) && !(/[:：]$/.test(line) && isQuoted(said[at + 1])));
  return (own.length > 0 ? own : said).slice(0, previewMaxLines).map((line) => cut(line, previewMaxChars));
}

/** Not in the middle of a character outside the first plane. */
function cut(line: string, maxChars: number): string {
  if (line.length <= maxChars) return line;
  return `${line.slice(0, maxChars - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The HTML to sanitise; empty when the mail has none that shows anything. */
function htmlOf(message: ReadMessage): string {
  const shows = message.blocks.some(
    (block) => block.html !== undefined && (/<img\b/i.test(block.html) || htmlToText(block.html) !== ''),
  );
  if (!shows) return '';
  return message.blocks.map((block) => block.html ?? textToHtml(block.text ?? '')).join('\n');
}

function describe(
  message: ReadMessage,
  attachment: ReadAttachment,
  index: number,
  used: boolean,
  hashAll: boolean,
): AttachmentRecord {
  const encodedSize = attachment.part.bodyEnd - attachment.part.bodyStart;
  const hash = hashAll || encodedSize <= hashedAtOnceMaxBytes ? createHash('sha256') : undefined;
  let size = 0;
  for (const chunk of attachmentBytes(message, attachment)) {
    size += chunk.length;
    hash?.update(chunk);
  }
  return { ...facts(attachment, index, used), size, sha256: hash?.digest('hex') ?? '' };
}

function facts(attachment: ReadAttachment, index: number, used: boolean): Omit<AttachmentRecord, 'size' | 'sha256'> {
  return {
    index,
    filename: safeFileName(attachment.name, `attachment-${index + 1}${extensionOf(attachment.contentType)}`),
    contentType: attachment.contentType.slice(0, 500),
    cid: attachment.cid === '' ? null : attachment.cid.slice(0, 1_000),
    inline: used,
    executable: isExecutableName(attachment.name),
  };
}

function extensionOf(type: string): string {
  const known: { readonly [type: string]: string } = {
    'text/calendar': '.ics',
    'text/plain': '.txt',
    'text/html': '.html',
    'message/rfc822': '.eml',
    'message/delivery-status': '.txt',
    'application/pdf': '.pdf',
    'image/jpeg': '.jpg',
    'image/png': '.png',
    'image/gif': '.gif',
  };
  return known[type] ?? '';
}

/** Gives pictures of the same mail as data, within a budget, and notes which were asked for. */
class Pictures {
  readonly used = new Set<string>();
  readonly #message: ReadMessage;
  readonly #remote: ReadonlyMap<string, string>;
  #left = inlineImagesMaxBytes;

  constructor(message: ReadMessage, remote: ReadonlyMap<string, string>) {
    this.#message = message;
    this.#remote = remote;
  }

  get sources() {
    return {
      inlineImage: (cid: string) => this.#inline(cid),
      remoteImage: (url: string) => this.#remote.get(url) ?? null,
    };
  }

  #inline(cid: string): string | null {
    const found = this.#message.attachments.find((one) => one.cid !== '' && one.cid === cid);
    if (!found || !/^image\/(?!svg)/.test(found.contentType)) return null;
    const size = found.part.bodyEnd - found.part.bodyStart;
    if (size > inlineImageMaxBytes || size > this.#left) return null;
    this.#left -= size;
    this.used.add(cid);
    const bytes = Buffer.concat([...attachmentBytes(this.#message, found)]);
    return `data:${found.contentType};base64,${bytes.toString('base64')}`;
  }
}

function addresses(list: readonly ReadAddress[], max: number): Address[] {
  return list
    .slice(0, max)
    .map(({ name, address }) => ({ name: name.slice(0, 1_000), address: address.slice(0, 1_000) }));
}
