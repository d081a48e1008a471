import { writeAddressField, writeDate, writeTextField } from '../../mail/mime/writeHeader.ts';

/** A mail to many as it lies in each mailbox. To names nobody, so that nobody learns of the others (RFC 5322 §3.4). */
export function massMailMessage(mail: {
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly at: number;
  readonly id: string;
}): Uint8Array {
  const { from, subject, text, at, id } = mail;
  const body = Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'utf8').toString('base64');
  const lines = [
    writeAddressField('From', [{ name: '', address: from }]),
    'To: undisclosed-recipients:;',
    writeTextField('Subject', subject),
    `Date: ${writeDate(at)}`,
    `Message-ID: <mass.${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    // RFC 3834 §5: nobody's holiday note answers it.
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(body.match(/.{1,76}/g) ?? []),
    '',
  ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}
