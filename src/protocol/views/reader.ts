import {
  boolean,
  count,
  type Infer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  type Schema,
  string,
  union,
} from '../schema.ts';

/** What the reader's two halves say to each other, and the walls around a mail's HTML. */

/**
 * The sandbox of the frame that shows a mail: no scripts, forms, popups or navigation. Same origin, so that the page's
 * own code can catch clicks on links, measure and find. A test holds that `allow-scripts` never stands here.
 */
export const frameSandbox = 'allow-same-origin';

const person = object({ name: string({ max: 1_000 }), address: string({ max: 1_000 }) });

export const readerAttachment = object({
  index: count,
  name: string({ max: 500 }),
  sizeText: string({ max: 100 }),
  /** A codicon's name. */
  icon: string({ max: 50 }),
  label: string({ max: 2_000 }),
});
export type ReaderAttachment = Infer<typeof readerAttachment>;

/** One sending of a mail of ours, in words: what became of it, for whom. */
export const readerSending = object({
  /** The outbox item: its dialogue can be shown. */
  id: string({ max: 100 }),
  text: string({ max: 1_000 }),
  /** What the provider's limits mean, where one holds it up; '' none does. */
  hint: string({ max: 2_000 }),
  recipients: list(
    object({
      address: string({ max: 1_000 }),
      /** A codicon's name. */
      icon: string({ max: 50 }),
      tone: oneOf('good', 'bad', 'open'),
      text: string({ max: 6_000 }),
    }),
    { max: 10_000 },
  ),
});
export type ReaderSending = Infer<typeof readerSending>;

/** A message ready to be shown: words are in the reader's language, `html` is sanitised. */
export const readerMessage = object({
  id: string({ max: 500 }),
  subject: string({ max: 10_000 }),
  from: list(person, { max: 100 }),
  to: list(person, { max: 1_000 }),
  cc: list(person, { max: 1_000 }),
  dateText: string({ max: 200 }),
  dateTitle: string({ max: 500 }),
  /** `dateTime` attribute, ISO 8601. */
  dateIso: string({ max: 50 }),
  warnings: list(object({ text: string({ max: 4_000 }), why: string({ max: 4_000 }) }), { max: 100 }),
  /** The line over the body about remote pictures; null = none were left out, or they may not be shown (Junk). */
  images: nullable(object({ text: string({ max: 1_000 }), canShow: boolean })),
  html: string({ max: 40_000_000 }),
  /** True when `html` was made of plain text: it follows the theme and has no other form. */
  isText: boolean,
  text: string({ max: 10_000_000 }),
  headers: list(list(string({ max: 600_000 }), { min: 2, max: 2 }), { max: 2_000 }),
  attachments: list(readerAttachment, { max: 1_000 }),
  /** The line that says that the sender asks for a receipt; null = none does. `canSend` false: it is only told. */
  receipt: nullable(object({ text: string({ max: 4_000 }), canSend: boolean })),
  /** Of a mail of ours, as far as it is remembered; the worst recipients first. */
  sendings: list(readerSending, { max: 100 }),
});
export type ReaderMessage = Infer<typeof readerMessage>;

/** The page's fixed words, each said by the host in the person's language. */
export const readerWords = object({
  to: string(),
  cc: string(),
  noSubject: string(),
  noSender: string(),
  attachments: string(),
  open: string(),
  save: string(),
  saveAll: string(),
  showImages: string(),
  why: string(),
  body: string(),
  views: string(),
  viewMail: string(),
  viewText: string(),
  viewHeaders: string(),
  viewSource: string(),
  originalColours: string(),
  loading: string(),
  tryAgain: string(),
  details: string(),
  linkTo: string(),
  moreRecipients: string(),
  sendings: string(),
  showDialogue: string(),
  sendReceipt: string(),
  noReceipt: string(),
  neverReceipt: string(),
  hideReceipt: string(),
});
export type ReaderWords = Infer<typeof readerWords>;

/** `never`: not for this mail, and no mail asks any more. */
export const receiptChoice = oneOf('send', 'decline', 'never');
export type ReceiptChoice = Infer<typeof receiptChoice>;

/** What is selected in a mail is told up to here; no quote is longer. UTF-16 units. */
export const selectionMaxChars = 200_000;

/** Host to page. */
export const toReader = union<ToReader>(
  object({ kind: oneOf('show'), message: readerMessage, words: readerWords, language: string({ max: 50 }) }),
  object({ kind: oneOf('loading'), words: readerWords }),
  object({
    kind: oneOf('failed'),
    words: readerWords,
    text: string({ max: 4_000 }),
    details: string({ max: 10_000 }),
  }),
  object({ kind: oneOf('view'), view: oneOf('mail', 'text', 'headers') }),
  object({ kind: oneOf('pinned'), pinned: boolean }),
  object({ kind: oneOf('askSelection'), ask: count }),
  object({ kind: oneOf('receiptAnswered'), id: string({ max: 500 }) }),
  object({ kind: oneOf('sendings'), id: string({ max: 500 }), sendings: list(readerSending, { max: 100 }) }),
);
export type ToReader =
  | { readonly kind: 'show'; readonly message: ReaderMessage; readonly words: ReaderWords; readonly language: string }
  | { readonly kind: 'loading'; readonly words: ReaderWords }
  | { readonly kind: 'failed'; readonly words: ReaderWords; readonly text: string; readonly details: string }
  | { readonly kind: 'view'; readonly view: 'mail' | 'text' | 'headers' }
  | { readonly kind: 'pinned'; readonly pinned: boolean }
  | { readonly kind: 'askSelection'; readonly ask: number }
  | { readonly kind: 'receiptAnswered'; readonly id: string }
  | { readonly kind: 'sendings'; readonly id: string; readonly sendings: readonly ReaderSending[] };

/** Page to host. `id` names the message that the page shows: an answer for one that was swapped away is dropped. */
export const fromReader: Schema<FromReader> = union<FromReader>(
  object({ kind: oneOf('ready') }),
  object({ kind: oneOf('tryAgain') }),
  object({ kind: oneOf('focus'), focused: boolean }),
  object({ kind: oneOf('selection'), ask: count, text: string({ max: selectionMaxChars }) }),
  object({ kind: oneOf('shownAs'), view: oneOf('mail', 'text', 'headers') }),
  object({ kind: oneOf('openLink'), href: string({ max: 8_192 }) }),
  object({ kind: oneOf('openAttachment'), id: string({ max: 500 }), index: count }),
  object({ kind: oneOf('saveAttachment'), id: string({ max: 500 }), index: count }),
  object({ kind: oneOf('saveAll'), id: string({ max: 500 }) }),
  object({ kind: oneOf('showImages'), id: string({ max: 500 }) }),
  object({ kind: oneOf('source'), id: string({ max: 500 }) }),
  object({ kind: oneOf('receipt'), id: string({ max: 500 }), answer: receiptChoice }),
  object({ kind: oneOf('dialogue'), id: string({ max: 500 }), sending: string({ max: 100 }) }),
);
export type FromReader =
  | { readonly kind: 'ready' }
  | { readonly kind: 'tryAgain' }
  | { readonly kind: 'focus'; readonly focused: boolean }
  | { readonly kind: 'selection'; readonly ask: number; readonly text: string }
  | { readonly kind: 'shownAs'; readonly view: 'mail' | 'text' | 'headers' }
  | { readonly kind: 'openLink'; readonly href: string }
  | { readonly kind: 'openAttachment'; readonly id: string; readonly index: number }
  | { readonly kind: 'saveAttachment'; readonly id: string; readonly index: number }
  | { readonly kind: 'saveAll'; readonly id: string }
  | { readonly kind: 'showImages'; readonly id: string }
  | { readonly kind: 'source'; readonly id: string }
  | { readonly kind: 'receipt'; readonly id: string; readonly answer: ReceiptChoice }
  | { readonly kind: 'dialogue'; readonly id: string; readonly sending: string };

/**
 * What the page keeps for itself: VS Code brings the tab back after a restart, and a hidden one to where it was read.
 * `pinned` absent: kept by an earlier version, which brought every tab back pinned.
 */
export const readerState = object({
  id: string({ max: 500 }),
  scrolledPx: count,
  pinned: optional(boolean),
});
