import type { ByteSource } from './byteSource.ts';
import { partsBelow, readMessage } from './read.ts';
import { addressOf, fieldsOf, partText } from './reportFields.ts';

/** What a reader's program says became of a mail (RFC 8098 §3.2.6.2): shown, deleted, or handled by a program. */
export interface ReadReceipt {
  /** Message-IDs that may be the mail's, with angle brackets, the surest first. */
  readonly messageIds: readonly string[];
  /** Who read it, the surest first, in lower case. */
  readonly addresses: readonly string[];
  readonly as: 'displayed' | 'deleted' | 'processed';
}

/** What programs write before the subject of a mail that was read; a look at the list tells what is worth reading. */
export function mayBeReceipt({ subject }: { readonly subject: string }): boolean {
  return receiptSubject.test(subject);
}

const receiptSubject =
  /^\s*((read|not read|displayed|deleted|(return |read )?receipt|disposition notification|gelesen|lesebestätigung|lu|leído|letto|lida)\b|已读|已讀|未读|未讀|已阅读|回执|阅读回执|讀取|開封)/i;

/** Reads a receipt (RFC 8098); undefined for other mail, and where a program says that it tells nothing. Never throws. */
export function readReceipt(source: ByteSource): ReadReceipt | undefined {
  const message = readMessage(source);
  const part = [message.root, ...partsBelow(message.root)].find(
    ({ type }) => type === 'message/disposition-notification' || type === 'message/global-disposition-notification',
  );
  if (!part) return undefined;
  // Some programs leave an empty line between the fields.
  const fields = fieldsOf(
    partText(message, part)
      .replace(/\r\n?/g, '\n')
      .replace(/\n[ \t]*(?=\n)/g, ''),
  );
  const as = dispositionIn(fields.get('disposition') ?? '');
  if (!as) return undefined;
  const named = /<[^<>\s]{1,900}>/.exec(fields.get('original-message-id') ?? '')?.[0];
  const from = message.from.map(({ address }) => address.toLowerCase());
  return {
    messageIds: [...new Set([...(named ? [named] : []), ...message.inReplyTo, ...message.references.toReversed()])],
    addresses: [
      ...new Set([addressOf(fields.get('original-recipient')), addressOf(fields.get('final-recipient')), ...from]),
    ].filter(Boolean),
    as,
  };
}

/** `manual-action/MDN-sent-manually; displayed/…`; the words of RFC 2298 are read too, but for those of refusals. */
function dispositionIn(value: string): ReadReceipt['as'] | undefined {
  const type = /;\s*([a-z]+)/i.exec(value)?.[1]?.toLowerCase();
  if (type === 'displayed' || type === 'deleted') return type;
  return type === 'processed' || type === 'dispatched' ? 'processed' : undefined;
}
