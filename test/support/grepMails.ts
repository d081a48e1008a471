/**
 * What a search ought to find, told by a plain look through every mail: with folding and matching of its own, because
 * what is under test must not judge itself.
 */
import type { BilingualMail } from './bilingualMail.ts';

const fields = ['subject', 'from', 'to', 'cc', 'body', 'filename', 'list'] as const;
export type GrepField = (typeof fields)[number];

export interface GrepOptions {
  /** In this field only. */
  readonly field?: GrepField | undefined;
  /** The last word may go on. */
  readonly start?: boolean;
}

export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/ß/g, 'ss');
}

/** As grep would: words of letters whole, anything of scripts without spaces. */
export function grepMails(mails: readonly BilingualMail[]) {
  const texts = new Map(
    mails.map((mail) => [
      mail,
      {
        ...{ subject: plain(mail.subject), from: plain(mail.from), to: plain(mail.to), cc: plain(mail.cc) },
        ...{ body: plain(mail.body), filename: plain(mail.files.join('\n')), list: plain(mail.list) },
      },
    ]),
  );
  return (mail: BilingualMail, wanted: string, { field, start = false }: GrepOptions = {}): boolean => {
    const text = plain(wanted);
    const isSpaced = /^[a-z0-9]/.test(text);
    const words = text.split(/[^\p{L}\p{N}]+/u).join('[^\\p{L}\\p{N}]+');
    const pattern = new RegExp(isSpaced ? `(?<![a-z0-9])${words}${start ? '' : '(?![a-z0-9])'}` : words, 'u');
    return (field ? [field] : fields).some((one) => pattern.test(texts.get(mail)?.[one] ?? ''));
  };
}
