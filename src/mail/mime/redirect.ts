import { utf8 } from '../../base/bytes.ts';
import { MailError } from '../../base/errors.ts';
import type { Mailbox } from './address.ts';
import { isMessageId, writeAddressField, writeDate } from './writeHeader.ts';

/**
 * A mail passed on as it is (RFC 5322 §3.6.6): a block of Resent fields on top, everything else as it came. Only trace
 * fields of the way that is behind it go, which a mail that sets out must not have (RFC 5321 §4.4: Return-Path; a
 * Delivered-To would make Postfix see a loop), and Bcc, which names people that nobody may see.
 */
export interface Resent {
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  /** Milliseconds since 1970. */
  readonly date: number;
  /** With angle brackets. */
  readonly messageId: string;
}

/** Octets that a header may have to be passed on. */
export const redirectedHeaderMaxBytes = 1024 * 1024;

const leftOut = /^(?:return-path|delivered-to|x-original-to|bcc|resent-bcc|x-envelope-to|envelope-to)[ \t]*:/i;

/** The fields on top, each line with CRLF. Throws `draft.badHeaderValue`. */
export function resentFields({ from, to, cc, date, messageId }: Resent): string {
  const fields = [
    `Resent-Date: ${writeDate(date)}`,
    writeAddressField('Resent-From', [from]),
    writeAddressField('Resent-To', to),
    writeAddressField('Resent-Cc', cc),
    isMessageId(messageId) ? `Resent-Message-ID: ${messageId}` : '',
  ];
  return fields.map((field) => (field ? `${field}\r\n` : '')).join('');
}

/** The bytes that leave. The body is passed through as it is read. Throws `message.tooLarge` for a header without an end. */
export async function* redirected(source: AsyncIterable<Uint8Array>, resent: Resent): AsyncGenerator<Uint8Array> {
  const head: Uint8Array[] = [];
  let size = 0;
  let end = -1;
  for await (const chunk of source) {
    if (end >= 0) {
      yield chunk;
      continue;
    }
    head.push(chunk);
    size += chunk.length;
    const whole = Buffer.concat(head);
    end = headerEnd(whole);
    if (end >= 0) yield* withFields(whole, end, resent);
    else if (size > redirectedHeaderMaxBytes)
      throw new MailError('message.tooLarge', { data: { maxBytes: redirectedHeaderMaxBytes } });
  }
  if (end < 0) yield* withFields(Buffer.concat(head), size, resent);
}

function* withFields(whole: Buffer, end: number, resent: Resent): Generator<Uint8Array> {
  yield utf8(resentFields(resent));
  // As Latin-1 each octet stays what it is, whatever it means.
  yield Buffer.from(keptFields(whole.toString('latin1', 0, end)), 'latin1');
  yield whole.subarray(end);
}

function keptFields(header: string): string {
  const lines = header.replace(/^From [^\n]*\n/, '').match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let keeps = true;
  return lines
    .filter((line) => {
      if (!/^[ \t]/.test(line)) keeps = !leftOut.test(line);
      return keeps;
    })
    .join('');
}

/** The offset of the empty line that ends the header; -1 while it has not come. */
function headerEnd(bytes: Buffer): number {
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  if (crlf < 0 && lf < 0) return -1;
  return crlf >= 0 && (lf < 0 || crlf < lf) ? crlf + 2 : lf + 1;
}
