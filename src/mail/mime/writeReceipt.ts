import { utf8 } from '../../base/bytes.ts';
import type { Mailbox } from './address.ts';
import { asciiAddress } from './addressSyntax.ts';
import { encodeQuotedPrintable } from './quotedPrintable.ts';
import { isMessageId, writeAddressField, writeDate, writeIdField, writeTextField } from './writeHeader.ts';

export interface OutgoingReceipt {
  /** Who read the mail, at the address that it was written to. */
  readonly from: Mailbox;
  readonly to: string;
  readonly subject: string;
  /** For people; programs read the fields. */
  readonly text: string;
  readonly date: number;
  /** With angle brackets. */
  readonly messageId: string;
  /** The read mail's; '' when it has none. */
  readonly original: string;
  /** Name and version of this program. */
  readonly program: string;
  /** Random characters that occur in no part. */
  readonly boundary: string;
}

/**
 * A receipt (RFC 8098 §3) that its reader has agreed to. ASCII, CRLF. The mail itself is not given back: its sender has
 * it. Throws `draft.badHeaderValue`.
 */
export function writeReceipt(receipt: OutgoingReceipt): Uint8Array {
  const { from, to, subject, text, date, messageId, original, program, boundary } = receipt;
  const ids = isMessageId(original) ? [original] : [];
  const limit = `=_${boundary}`;
  const head = [
    writeAddressField('From', [from]),
    writeAddressField('To', [{ name: '', address: to }]),
    writeTextField('Subject', subject),
    `Date: ${writeDate(date)}`,
    `Message-ID: ${messageId}`,
    writeIdField('In-Reply-To', ids),
    writeIdField('References', ids),
    'Auto-Submitted: auto-replied', // RFC 3834 §5: no program answers it.
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=disposition-notification;\r\n boundary="${limit}"`,
  ];
  const words = [
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    encodeQuotedPrintable(text),
  ];
  const facts = [
    'Content-Type: message/disposition-notification',
    'Content-Transfer-Encoding: 7bit',
    '',
    `Reporting-UA: ${program}`,
    `Final-Recipient: rfc822;${asciiAddress(from.address)}`,
    ...ids.map((id) => `Original-Message-ID: ${id}`),
    'Disposition: manual-action/MDN-sent-manually; displayed',
  ];
  const lines = [...head.filter(Boolean), '', `--${limit}`, ...words, `--${limit}`, ...facts, '', `--${limit}--`, ''];
  return utf8(lines.join('\r\n'));
}
