import { writeAddressField, writeDate, writeTextField } from '../mime/writeHeader.ts';

/** The account and key that the demo's gateway knows. It sends nothing, so that everybody may know them. */
export const demoSmsAccount = { account: 'demo', password: 'demo' } as const;

export interface ShownText {
  readonly mobile: string;
  readonly content: string;
  readonly id: string;
  readonly to: string;
  readonly at: number;
}

/** A text message that the demo's gateway took, as a mail, so that it can be seen: number in the subject, text as it is. */
export function textMessageMail({ mobile, content, id, to, at }: ShownText): Uint8Array {
  const lines = [
    writeAddressField('From', [{ name: 'SMS', address: 'sms@localhost' }]),
    writeAddressField('To', [{ name: '', address: to }]),
    writeTextField('Subject', `SMS → ${mobile.replace(/[^+\d]/g, '')}`),
    `Date: ${writeDate(at)}`,
    `Message-ID: <sms.${id.replace(/\W/g, '')}.${mobile.replace(/\D/g, '')}@localhost>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(Buffer.from(content, 'utf8')
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
    '',
  ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}
