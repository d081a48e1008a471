import { boolean, count, type Infer, list, nullable, object, oneOf, type Schema, string, union } from '../schema.ts';

/** What the halves of a draft's preview say to each other. Its page lies under the reader's policy. */

/** A mail as it would leave; words and sizes are in the person's language, `html` is sanitised. */
export const previewedMail = object({
  subject: string({ max: 10_000 }),
  from: string({ max: 10_000 }),
  to: string({ max: 1_000_000 }),
  cc: string({ max: 1_000_000 }),
  bcc: string({ max: 1_000_000 }),
  /** Null for a plain text mail. */
  html: nullable(string({ max: 60_000_000 })),
  text: string({ max: 10_000_000 }),
  source: string({ max: 2_000_000 }),
  attachments: list(object({ name: string({ max: 500 }), sizeText: string({ max: 100 }) }), { max: 1_000 }),
  sizeText: string({ max: 200 }),
  /** What keeps it from being sent, and what was left out, a sentence each. */
  problems: list(string({ max: 4_000 }), { max: 600 }),
  isShortened: boolean,
});
export type PreviewedMail = Infer<typeof previewedMail>;

/** The page's fixed words, each said by the host in the person's language. */
export const previewWords = object({
  noSubject: string(),
  from: string(),
  to: string(),
  cc: string(),
  bcc: string(),
  nobody: string(),
  views: string(),
  viewMail: string(),
  viewText: string(),
  viewSource: string(),
  widths: string(),
  wide: string(),
  phone: string(),
  dark: string(),
  darkTitle: string(),
  plainOnly: string(),
  body: string(),
  attachments: string(),
  shortened: string(),
  linkTo: string(),
});
export type PreviewWords = Infer<typeof previewWords>;

const drawingReference = string({ max: 100 });
const pictureType = oneOf('image/jpeg', 'image/png', 'image/webp');
/** A PNG in base64. */
export const drawnMaxChars = 12_000_000;
const drawing = object({
  reference: drawingReference,
  kind: oneOf('diagram', 'formula'),
  source: string({ max: 20_000 }),
});

/**
 * Host to page. `failed`: why there is nothing to show; what was shown stays. `draw`: answered by one message for each.
 * `shrink`: a picture in base64, answered by one of its own type, or not where it is not larger than `sideMax`.
 */
export const toPreview: Schema<ToPreview> = union<ToPreview>(
  object({ kind: oneOf('show'), mail: previewedMail, words: previewWords, language: string({ max: 50 }) }),
  object({ kind: oneOf('failed'), text: string({ max: 4_000 }) }),
  object({ kind: oneOf('draw'), drawings: list(drawing, { max: 50 }) }),
  object({
    kind: oneOf('shrink'),
    reference: drawingReference,
    type: pictureType,
    data: string({ max: 60_000_000 }),
    sideMax: count,
  }),
);
export type ToPreview =
  | { readonly kind: 'show'; readonly mail: PreviewedMail; readonly words: PreviewWords; readonly language: string }
  | { readonly kind: 'failed'; readonly text: string }
  | { readonly kind: 'draw'; readonly drawings: readonly Infer<typeof drawing>[] }
  | {
      readonly kind: 'shrink';
      readonly reference: string;
      readonly type: Infer<typeof pictureType>;
      readonly data: string;
      readonly sideMax: number;
    };

/** Page to host. */
export const fromPreview: Schema<FromPreview> = union<FromPreview>(
  object({ kind: oneOf('ready') }),
  object({ kind: oneOf('openLink'), href: string({ max: 8_192 }) }),
  object({ kind: oneOf('drawn'), reference: drawingReference, png: string({ max: drawnMaxChars }) }),
  object({ kind: oneOf('notDrawn'), reference: drawingReference, reason: string({ max: 500 }) }),
);
export type FromPreview =
  | { readonly kind: 'ready' }
  | { readonly kind: 'openLink'; readonly href: string }
  | { readonly kind: 'drawn'; readonly reference: string; readonly png: string }
  | { readonly kind: 'notDrawn'; readonly reference: string; readonly reason: string };

/** What the page keeps while its tab is hidden: how the mail is shown. */
export const previewState = object({
  view: oneOf('mail', 'text', 'source'),
  width: oneOf('wide', 'phone'),
  dark: boolean,
});
export type PreviewState = Infer<typeof previewState>;
