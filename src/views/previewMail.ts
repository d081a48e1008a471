import type { ResultOf } from '../protocol/method.ts';
import type { draftRender } from '../protocol/methods/draftRender.ts';
import type { Address } from '../protocol/records.ts';
import type { PreviewedMail, PreviewWords } from '../protocol/views/preview.ts';
import { previewTexts } from '../texts/preview.ts';
import type { Translate } from '../texts/translate.ts';
import type { Formats } from './formats.ts';

export interface PreviewLocale {
  readonly t: Translate;
  readonly formats: Pick<Formats, 'size'>;
}

/** A mail in the words of its preview. `texts`: read from their files where they were long. `problems`: a sentence each. */
export function toPreviewedMail(
  mail: ResultOf<typeof draftRender>,
  texts: { readonly html: string | null; readonly text: string; readonly source: string },
  problems: readonly string[],
  { t, formats }: PreviewLocale,
): PreviewedMail {
  const leftOut = mail.leftOut.length > 0 ? [t(previewTexts.leftOut, { parts: mail.leftOut.join('; ') })] : [];
  return {
    subject: mail.subject,
    from: people(mail.from),
    to: people(mail.to),
    cc: people(mail.cc),
    bcc: mail.bcc.join(', '),
    ...texts,
    attachments: mail.attachments.map(({ filename, size }) => ({ name: filename, sizeText: formats.size(size) })),
    sizeText: t(previewTexts.size, { size: formats.size(mail.sizeBytes) }),
    problems: [...problems, ...leftOut],
    isShortened: mail.isShortened,
  };
}

/** The fixed words of the page. */
export function previewWords(t: Translate): PreviewWords {
  return {
    noSubject: t(previewTexts.noSubject),
    from: t(previewTexts.from),
    to: t(previewTexts.to),
    cc: t(previewTexts.cc),
    bcc: t(previewTexts.bcc),
    nobody: t(previewTexts.nobody),
    views: t(previewTexts.views),
    viewMail: t(previewTexts.viewMail),
    viewText: t(previewTexts.viewText),
    viewSource: t(previewTexts.viewSource),
    widths: t(previewTexts.widths),
    wide: t(previewTexts.wide),
    phone: t(previewTexts.phone),
    dark: t(previewTexts.dark),
    darkTitle: t(previewTexts.darkTitle),
    plainOnly: t(previewTexts.plainOnly),
    body: t(previewTexts.body),
    attachments: t(previewTexts.attachments),
    shortened: t(previewTexts.shortened),
    linkTo: t(previewTexts.linkTo),
  };
}

function people(list: readonly Address[]): string {
  return list.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join(', ');
}
