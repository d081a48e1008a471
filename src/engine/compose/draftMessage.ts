import type { Readable } from 'node:stream';
import { fromUtf8 } from '../../base/bytes.ts';
import type { Clock } from '../../base/clock.ts';
import { isErrorCode } from '../../base/errorCodes.ts';
import { MailError } from '../../base/errors.ts';
import { type Random, randomId } from '../../base/random.ts';
import { parseWhen } from '../../base/whenWords.ts';
import { styleSheetMaxChars } from '../../mail/html/limits.ts';
import { asciiAddress, splitAddress } from '../../mail/mime/addressSyntax.ts';
import { needsSmtpUtf8, type OutgoingMessage, type OutgoingPart, writeMessage } from '../../mail/mime/write.ts';
import type { AccountId, AttachmentFile } from '../../protocol/records.ts';
import { dataPicture } from './dataPictures.ts';
import { type DraftStyle, styleOf } from './draftBody.ts';
import { type CheckedDraft, checkForSending } from './draftCheck.ts';
import type { DraftContent } from './draftContent.ts';
import { deliveryFields } from './draftDelivery.ts';
import { type DrawnSize, drawingReference, drawnSizes } from './drawings.ts';
import { composeRedirected } from './redirectDraft.ts';
import { type Sender, type SenderAccount, senderOf } from './sender.ts';
import { envelopeFrom, envelopeTo, fromOf, ownCopies, replyToOf } from './senderFields.ts';
import { signedLetter, signerOf } from './signature.ts';
import { zipParts } from './zipParts.ts';

/** A draft made ready to leave. Everything but the bytes is known; they come from {@link ComposedDraft.open}. */
export interface ComposedDraft {
  readonly account: AccountId;
  /** RFC 5321: return path and recipients (Bcc among them), each once, domains in A-labels. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  /** With angle brackets. */
  readonly messageId: string;
  readonly subject: string;
  /** The server must offer SMTPUTF8 (RFC 6531). */
  readonly smtpUtf8: boolean;
  /** Holds 8-bit bytes (an attached message): say BODY=8BITMIME where the server offers it (RFC 6152). */
  readonly eightBit: boolean;
  /** Message-IDs of the mails this one answers: to be marked `\Answered` once it is sent. */
  readonly answers: readonly string[];
  /** Message ids (ours) that it forwards: to be marked `$Forwarded`. */
  readonly forwards: readonly string[];
  /** When it shall leave, ms; 0 for at once. */
  readonly sendAt?: number;
  /** NOTIFY of RFC 3461 §4.1; '' for what servers report anyway. */
  readonly notify?: string;
  /** It asks its readers for a receipt. */
  readonly receipt?: boolean;
  /** The HTML part; undefined for a plain text mail. */
  readonly html: string | undefined;
  readonly text: string;
  /** The bytes (see `writeMessage`). To be called once: each file is opened when its turn comes. */
  readonly open: () => Readable;
}

export interface ComposeDependencies {
  /** In place of what `send-at:` says, ms. */
  readonly sendAt?: number | undefined;
  /** All attachments in one archive. */
  readonly zips?: boolean | undefined;
  readonly accounts: readonly SenderAccount[];
  /** What the host found for the references of `attach:` and of pictures; a glob gives several with one reference. */
  readonly files: readonly AttachmentFile[];
  readonly clock: Clock;
  readonly random: Random;
  /** Throws `file.missing`, `file.isFolder` or `file.unreadable`. */
  readonly statFile: (path: string) => Promise<{ readonly isFolder: boolean; readonly size: number }>;
  readonly openFile: (path: string) => AsyncIterable<Uint8Array>;
}

/**
 * Reads, checks and addresses a draft. Throws the first error that `draft.check` would show (`draft.noRecipient`,
 * `draft.badAddress`, …, with `line` from 1), `draft.attachmentMissing` or `draft.attachmentFolder` for a file.
 */
export async function composeDraft(text: string, dependencies: ComposeDependencies): Promise<ComposedDraft> {
  const checked = checkForSending(text, dependencies.accounts);
  throwFirstError(checked);
  const { content } = checked;
  const sender = senderOf(content, dependencies.accounts);
  if (!sender) throw new MailError('draft.noAccount', { retry: 'afterUser' });
  await checkFiles(checked, dependencies);
  const leaves = leaving(content, dependencies);
  const timed =
    leaves.sendAt > 0 ? { ...dependencies, clock: { ...dependencies.clock, now: () => leaves.sendAt } } : dependencies;
  const composed = content.redirectOf
    ? await composeRedirected(content, sender, timed)
    : buildDraft(checked, { sender, ...(await readLook(checked, timed)) }, timed);
  return { ...composed, ...leaves };
}

/** A mail with a time to leave at carries that time as its Date: programs sort by it. Throws `draft.sendAtPast`. */
function leaving(
  { delivery }: DraftContent,
  { clock, sendAt }: ComposeDependencies,
): { readonly sendAt: number; readonly notify: string; readonly receipt: boolean } {
  const now = clock.now();
  const notify = delivery.notify.join(',').toUpperCase();
  const wanted = sendAt ?? (delivery.sendAt === '' ? 0 : parseWhen(delivery.sendAt, now));
  if (wanted === undefined)
    throw new MailError('draft.badSendAt', { retry: 'afterUser', data: { value: delivery.sendAt } });
  if (wanted !== 0 && wanted <= now) throw new MailError('draft.sendAtPast', { retry: 'afterUser' });
  return { sendAt: wanted, notify, receipt: delivery.receipt };
}

function throwFirstError({ diagnostics }: CheckedDraft): void {
  const first = diagnostics.find(({ severity }) => severity === 'error');
  if (!first) return;
  const code = isErrorCode(first.code) ? first.code : 'draft.badHeaderValue';
  throw new MailError(code, { retry: 'afterUser', data: { ...first.data, line: first.range.startLine + 1 } });
}

/** Every reference has its file, and every file is one, before anything is queued. */
async function checkFiles(
  { content, images, styleSheets }: CheckedDraft,
  { files, statFile }: ComposeDependencies,
): Promise<void> {
  const whole = content.redirectOf ? [content.redirectOf] : [];
  for (const { reference } of [...content.attach, ...images, ...styleSheets, ...whole]) {
    if (!files.some((file) => file.reference === reference)) throw missing('draft.attachmentMissing', reference);
  }
  for (const file of files) {
    const stat = await statFile(file.path).catch((error) => {
      throw missing('draft.attachmentMissing', file.reference, error);
    });
    if (stat.isFolder) throw missing('draft.attachmentFolder', file.reference);
  }
}

/** What a mail shows that lies in files. */
export interface DraftLook {
  readonly style: DraftStyle;
  /** By reference, the diagrams and formulas that are drawn. */
  readonly drawn: ReadonlyMap<string, DrawnSize>;
}

/** The look of the mail, and the sizes of its drawings, read now. Throws `file.…`, `message.tooLarge`. */
export async function readLook(checked: CheckedDraft, dependencies: ComposeDependencies): Promise<DraftLook> {
  const { files, openFile } = dependencies;
  return { style: await readStyle(checked, dependencies), drawn: await drawnSizes(files, openFile) };
}

/** One of our styles, or one's own style sheet. */
async function readStyle(
  { content, styleSheets }: CheckedDraft,
  { files, openFile }: ComposeDependencies,
): Promise<DraftStyle> {
  const [sheet] = styleSheets;
  const file = files.find(({ reference }) => reference === sheet?.reference);
  if (!file) return styleOf(content.style, undefined);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of openFile(file.path)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > styleSheetMaxChars) throw new MailError('message.tooLarge', { data: { path: file.path } });
  }
  return styleOf('plain', fromUtf8(Buffer.concat(chunks)));
}

function missing(
  code: 'draft.attachmentMissing' | 'draft.attachmentFolder',
  reference: string,
  cause?: unknown,
): MailError {
  return new MailError(code, { retry: 'afterUser', data: { reference }, cause });
}

/** A checked draft with its files as a message. */
export function buildDraft(
  { content, images }: CheckedDraft,
  { sender, style, drawn }: DraftLook & { readonly sender: Sender },
  dependencies: ComposeDependencies,
): ComposedDraft {
  const { accounts, clock, random } = dependencies;
  const from = fromOf(content, sender);
  const domain = splitAddress(asciiAddress(from.address))?.domain ?? 'localhost';
  const messageId = `<${randomId(random, 26)}@${domain.startsWith('[') ? 'localhost' : domain}>`;
  const pictures = new Map(
    images.map(({ reference }, index) => [reference, `p${index + 1}.${randomId(random)}@${domain}`]),
  );
  const signer = signerOf(content, sender, accounts);
  const inText = new Map<string, OutgoingPart & { readonly cid: string }>();
  const writtenIn = (address: string) => {
    const part = inText.get(address) ?? dataPicture(address, inText.size + 1);
    if (!part) return undefined;
    const cid = part.cid ?? `t${inText.size + 1}.${randomId(random)}@${domain}`;
    inText.set(address, { ...part, cid });
    return cid;
  };
  const { html, text, flowed } = signedLetter(content.body, signer, randomId(random, 24), {
    format: content.format ?? 'plain',
    rules: style.rules,
    imageUrl: (reference) => {
      const cid = pictures.get(reference) ?? writtenIn(reference);
      return cid === undefined ? undefined : `cid:${cid}`;
    },
    drawn(drawing) {
      const reference = drawingReference(drawing);
      const size = drawn.get(reference);
      if (!size) return undefined;
      const cid = pictures.get(reference) ?? `d${pictures.size + 1}.${randomId(random)}@${domain}`;
      pictures.set(reference, cid);
      return { src: `cid:${cid}`, ...size };
    },
  });
  const parts = [...inText.values(), ...partsOf(content, pictures, dependencies)];
  const message: OutgoingMessage = {
    from,
    to: content.to,
    cc: content.cc,
    replyTo: replyToOf(content, sender),
    subject: content.subject,
    date: clock.now(),
    messageId,
    inReplyTo: content.inReplyTo,
    references: content.references,
    extraHeaders: [...deliveryFields(content.delivery, asciiAddress(from.address)), ...content.extraHeaders],
    text,
    flowed,
    ...(html === undefined ? {} : { html }),
    parts: dependencies.zips ? zipParts(parts, clock.now()) : parts,
    boundary: randomId(random, 24),
  };
  const recipients = envelopeTo([...content.to, ...content.cc, ...content.bcc, ...ownCopies(sender)]);
  return {
    account: sender.id,
    envelope: { from: envelopeFrom(sender), to: recipients },
    messageId,
    subject: content.subject,
    smtpUtf8: needsSmtpUtf8([from.address, ...recipients, ...message.replyTo.map(({ address }) => address)]),
    eightBit: message.parts.some((part) => part.contentType === 'message/rfc822'),
    answers: content.inReplyTo,
    forwards: forwardsOf(content),
    html,
    text,
    open: () => writeMessage(message),
  };
}

/** Pictures first, each once; then the attachments in the order of their references. */
function partsOf(
  content: DraftContent,
  pictures: ReadonlyMap<string, string>,
  { files, openFile }: ComposeDependencies,
): readonly OutgoingPart[] {
  const part = (file: AttachmentFile) => ({ name: file.name, open: () => openFile(file.path) });
  const inline = [...pictures].flatMap(([reference, cid]) => {
    const file = files.find((each) => each.reference === reference);
    return file ? [{ ...part(file), cid }] : [];
  });
  const references = new Set(content.attach.map(({ reference }) => reference));
  const attached = [...references].flatMap((reference) =>
    files
      .filter((file) => file.reference === reference)
      .map((file) =>
        isWholeMessage(reference) ? { ...part(file), contentType: 'message/rfc822' } : typed(part(file)),
      ),
  );
  return [...inline, ...attached];
}

/** A message kept as a file travels as bytes: as `message/rfc822` its line ends would be rewritten. */
function typed(part: OutgoingPart): OutgoingPart {
  return /\.(eml|msg)$/i.test(part.name) ? { ...part, contentType: 'application/octet-stream' } : part;
}

/** `message:<id>` names a mail, `message:<id>#<index>` one of its attachments. */
function isWholeMessage(reference: string): boolean {
  return /^message:[^#]+$/.test(reference);
}

function forwardsOf(content: DraftContent): readonly string[] {
  const attached = content.attach.map(({ reference }) => /^message:([^#]+)/.exec(reference)?.[1] ?? '');
  return [...new Set([content.forwardOf, ...attached].filter((id) => id !== ''))];
}
