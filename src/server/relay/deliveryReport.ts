import { encodeQuotedPrintable } from '../../mail/mime/quotedPrintable.ts';
import { writeAddressField, writeDate, writeTextField } from '../../mail/mime/writeHeader.ts';
import { type ReportKind, reportSubject, reportText } from '../../texts/reportMail.ts';

/** A mail that did not reach everybody, for the report to its sender. */
export interface Reported {
  readonly kind: ReportKind;
  readonly to: string;
  /** Name of this server. */
  readonly host: string;
  readonly at: number;
  /** Random characters: of the Message-ID, and a boundary that occurs in no part. */
  readonly id: string;
  /** ENVID of the mail, or empty. */
  readonly envelopeId: string;
  readonly arrivedAt: number;
  readonly recipients: readonly ReportedRecipient[];
  /** The mail's first bytes, as far as its header reaches or further. */
  readonly original: Uint8Array;
}

export interface ReportedRecipient {
  readonly address: string;
  /** ORCPT as `type;address`, or empty. */
  readonly originalRecipient: string;
  /** What the other server said, with its numbers; or why there was none. */
  readonly reply: string;
  /** 0: never tried. */
  readonly lastAttemptAt: number;
}

/** A report (RFC 3464) with the mail's header, in lines of CRLF. Beyond ASCII in the forms of RFC 6533. */
export function writeDeliveryReport(report: Reported): Uint8Array {
  const { kind, to, host, at, id, recipients, original } = report;
  const boundary = `=_${id}`;
  const header = headerOf(original);
  const status = statusFields(report);
  const isAscii = (text: string) => /^[\x00-\x7f]*$/.test(text);
  const reasons = recipients.map(({ address, reply }) => `<${address}>: ${reply}`);
  const part = (type: string, encoding: string, text: string) =>
    [`--${boundary}`, `Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, '', text].join('\r\n');
  const lines = [
    writeAddressField('From', [{ name: 'Mail Delivery System', address: `mailer-daemon@${host}` }]),
    isAscii(to) ? writeAddressField('To', [{ name: '', address: to }]) : `To: ${to}`,
    writeTextField('Subject', reportSubject(kind)),
    `Date: ${writeDate(at)}`,
    `Message-ID: <report.${id}@${host}>`,
    'Auto-Submitted: auto-replied', // RFC 3834 §5: no program answers it.
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status;\r\n boundary="${boundary}"`,
    '',
    part('text/plain; charset=utf-8', 'quoted-printable', encodeQuotedPrintable(reportText(kind, host, reasons))),
    isAscii(status)
      ? part('message/delivery-status', '7bit', status)
      : part('message/global-delivery-status', '8bit', status),
    isAscii(header) ? part('text/rfc822-headers', '7bit', header) : part('message/global-headers', '8bit', header),
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'), 'utf8');
}

/** RFC 3463: the status that stands in a reply, or the class of its number; 5.0.0 where nothing is told. */
export function statusIn(reply: string): string {
  const [, code = '', status] = /^(?:([245])\d\d[ -])?(?:([245]\.\d{1,3}\.\d{1,3})\b)?/.exec(reply) ?? [];
  return status ?? (code === '' ? '5.0.0' : `${code}.0.0`);
}

/** RFC 3464 §2.1: fields of the mail, then of each recipient. */
function statusFields({ kind, host, envelopeId, arrivedAt, recipients }: Reported): string {
  const message = [
    ...(envelopeId === '' ? [] : [`Original-Envelope-Id: ${oneLine(envelopeId)}`]),
    `Reporting-MTA: dns; ${host}`,
    `Arrival-Date: ${writeDate(arrivedAt)}`,
  ];
  const groups = recipients.map(({ address, originalRecipient, reply, lastAttemptAt }) => [
    ...(originalRecipient === '' ? [] : [`Original-Recipient: ${oneLine(originalRecipient)}`]),
    `Final-Recipient: ${/[^\x00-\x7f]/.test(address) ? 'utf-8' : 'rfc822'}; ${oneLine(address)}`,
    `Action: ${kind}`,
    `Status: ${statusIn(reply)}`,
    // Only what a server said is of the type smtp (RFC 3464 §2.3.6).
    `Diagnostic-Code: ${/^\d{3}\b/.test(reply) ? 'smtp' : 'x-mailroom'}; ${oneLine(reply)}`,
    ...(lastAttemptAt === 0 ? [] : [`Last-Attempt-Date: ${writeDate(lastAttemptAt)}`]),
  ]);
  return [message, ...groups].map((fields) => `${fields.join('\r\n')}\r\n`).join('\r\n');
}

/** Without what stands below it, and without lines that a part of a mail may not have. */
function headerOf(original: Uint8Array): string {
  const text = Buffer.from(original).toString('utf8');
  const end = text.indexOf('\r\n\r\n');
  return `${(end < 0 ? text : text.slice(0, end)).replace(/\r?\n/g, '\r\n').trimEnd()}\r\n`;
}

/** Strangers wrote it: no control characters, so no field of theirs. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}
