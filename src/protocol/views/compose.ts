import { richNode } from '../richText.ts';
import { boolean, count, type Infer, list, object, oneOf, record, type Schema, string, union } from '../schema.ts';

/** What the compose panel's two halves say to each other. The page never has a file or a host: pictures come as data. */

/** The largest body, and the largest picture that the page is shown or gives, base64. */
const bodyMaxChars = 4 * 1024 * 1024;
const pictureMaxChars = 30 * 1024 * 1024;
/** One piece of a file that is dropped, base64. */
const pieceMaxChars = 2 * 1024 * 1024;

/** Where the cursor goes in a text that is put in: a character of nobody's (private use), which the page takes out. */
export const cursorMark = '\ue000';

const entry = object({
  text: string({ max: 10_000 }),
  name: string({ max: 10_000 }),
  address: string({ max: 10_000 }),
  /** Why it is no address, as a sentence; empty where it is one. */
  problem: string({ max: 20_000 }),
});
export type ComposeEntry = Infer<typeof entry>;

const attachment = object({
  reference: string({ max: 4_096 }),
  name: string({ max: 4_096 }),
  /** Empty while it is being looked for. */
  sizeText: string({ max: 200 }),
  problem: string({ max: 10_000 }),
});
export type ComposeAttachment = Infer<typeof attachment>;

export const recipientFields = ['to', 'cc', 'bcc', 'reply-to'] as const;
export type RecipientField = (typeof recipientFields)[number];

/** The fields above the text, as the document has them. */
export const composeForm = object({
  from: string({ max: 10_000 }),
  senders: list(object({ value: string({ max: 10_000 }), label: string({ max: 10_000 }) }), { max: 1_000 }),
  to: list(entry, { max: 10_000 }),
  cc: list(entry, { max: 10_000 }),
  bcc: list(entry, { max: 10_000 }),
  replyTo: list(entry, { max: 10_000 }),
  subject: string({ max: bodyMaxChars }),
  attach: list(attachment, { max: 500 }),
  priority: string({ max: 4_096 }),
  receipt: boolean,
  sendAt: string({ max: 4_096 }),
  /** What keeps it from being sent, as sentences. */
  problems: list(string({ max: 20_000 }), { max: 500 }),
});
export type ComposeForm = Infer<typeof composeForm>;

export const composeBlock = object({ start: count, end: count, nodes: list(richNode, { max: 100_000 }) });
export type ComposeBlock = Infer<typeof composeBlock>;

const body = object({
  kind: oneOf('body'),
  /** Names this text: edits say which they were made on. */
  id: count,
  /** Edits of the page that are in it. */
  taken: count,
  text: string({ max: bodyMaxChars }),
  /** False: it is edited as it stands, without formats. */
  isRich: boolean,
  blocks: list(composeBlock, { max: 1_000_000 }),
});
export type ComposeBody = Infer<typeof body>;

const snippet = object({
  name: string({ max: 1_000 }),
  /** The folder it belongs to; empty for one's own. */
  of: string({ max: 1_000 }),
});
export type ComposeSnippet = Infer<typeof snippet>;

/** Where one writes: units of the formatted text, or the field that has the focus, by its id. */
export const composePlace = object({ from: count, to: count, field: string({ max: 50 }) });
export type ComposePlace = Infer<typeof composePlace>;

export type ComposeWords = { readonly [name: string]: string };

/** Host to page. */
export const toCompose: Schema<ToCompose> = union<ToCompose>(
  body,
  object({ kind: oneOf('form'), form: composeForm }),
  object({
    kind: oneOf('words'),
    words: record(string(), { max: 400 }),
    language: string({ max: 50 }),
    isMac: boolean,
  }),
  object({ kind: oneOf('contacts'), id: count, contacts: list(string({ max: 20_000 }), { max: 50 }) }),
  object({ kind: oneOf('picture'), src: string({ max: 8_192 }), data: string({ max: pictureMaxChars }) }),
  object({ kind: oneOf('pictureKept'), id: count, src: string({ max: 8_192 }) }),
  object({ kind: oneOf('flush'), id: count }),
  object({ kind: oneOf('place'), place: composePlace }),
  object({ kind: oneOf('snippets'), id: count, snippets: list(snippet, { max: 1_000 }) }),
  object({
    kind: oneOf('insert'),
    text: string({ max: bodyMaxChars }),
    nodes: list(richNode, { max: 100_000 }),
    replacesTyped: boolean,
  }),
  object({ kind: oneOf('fileKept'), id: count, ok: boolean }),
  object({ kind: oneOf('failed'), text: string({ max: 4_000 }), details: string({ max: 10_000 }) }),
);
export type ToCompose =
  | ComposeBody
  | { readonly kind: 'form'; readonly form: ComposeForm }
  | { readonly kind: 'words'; readonly words: ComposeWords; readonly language: string; readonly isMac: boolean }
  | { readonly kind: 'contacts'; readonly id: number; readonly contacts: readonly string[] }
  /** `data`: a `data:` address, empty where there is no such picture. */
  | { readonly kind: 'picture'; readonly src: string; readonly data: string }
  | { readonly kind: 'pictureKept'; readonly id: number; readonly src: string }
  | { readonly kind: 'flush'; readonly id: number }
  | { readonly kind: 'place'; readonly place: ComposePlace }
  | { readonly kind: 'snippets'; readonly id: number; readonly snippets: readonly ComposeSnippet[] }
  /** A template's text, with {@link cursorMark} where one goes on; `replacesTyped`: in place of the `;name` before the cursor. */
  | {
      readonly kind: 'insert';
      readonly text: string;
      readonly nodes: ComposeBlock['nodes'];
      readonly replacesTyped: boolean;
    }
  | { readonly kind: 'fileKept'; readonly id: number; readonly ok: boolean }
  | { readonly kind: 'failed'; readonly text: string; readonly details: string };

/** Page to host. */
export const fromCompose: Schema<FromCompose> = union<FromCompose>(
  object({ kind: oneOf('ready') }),
  object({ kind: oneOf('tryAgain') }),
  object({
    kind: oneOf('edit'),
    base: count,
    from: count,
    to: count,
    text: string({ max: bodyMaxChars }),
  }),
  object({ kind: oneOf('flushed'), id: count, place: composePlace }),
  object({
    kind: oneOf('header'),
    name: string({ max: 50 }),
    values: list(string({ max: 1_000_000 }), { max: 500 }),
  }),
  object({ kind: oneOf('complete'), id: count, prefix: string({ max: 200 }) }),
  object({ kind: oneOf('showPicture'), src: string({ max: 8_192 }) }),
  object({
    kind: oneOf('keepPicture'),
    id: count,
    name: string({ max: 500 }),
    data: string({ max: pictureMaxChars }),
  }),
  object({ kind: oneOf('namePicture'), id: count, uri: string({ max: 8_192 }) }),
  object({ kind: oneOf('attachUris'), uris: list(string({ max: 8_192 }), { max: 100 }) }),
  object({
    kind: oneOf('attachFile'),
    id: count,
    file: count,
    name: string({ max: 1_000 }),
    data: string({ max: pieceMaxChars }),
    isLast: boolean,
  }),
  object({ kind: oneOf('snippets'), id: count }),
  object({ kind: oneOf('snippet'), name: string({ max: 1_000 }) }),
  object({ kind: oneOf('openLink'), href: string({ max: 8_192 }) }),
  object({
    kind: oneOf('action'),
    action: oneOf('send', 'schedule', 'attach', 'preview', 'markdown', 'undo', 'redo', 'save'),
  }),
);
export type FromCompose =
  | { readonly kind: 'ready' }
  | { readonly kind: 'tryAgain' }
  /** Replaces units of the text that the page has, which is body `base` with all edits sent since. */
  | { readonly kind: 'edit'; readonly base: number; readonly from: number; readonly to: number; readonly text: string }
  | { readonly kind: 'flushed'; readonly id: number; readonly place: ComposePlace }
  | { readonly kind: 'header'; readonly name: string; readonly values: readonly string[] }
  | { readonly kind: 'complete'; readonly id: number; readonly prefix: string }
  | { readonly kind: 'showPicture'; readonly src: string }
  | { readonly kind: 'keepPicture'; readonly id: number; readonly name: string; readonly data: string }
  /** How the draft names a picture that has a place already. */
  | { readonly kind: 'namePicture'; readonly id: number; readonly uri: string }
  | { readonly kind: 'attachUris'; readonly uris: readonly string[] }
  /** A piece of a file's bytes; the last makes it an attachment. `file`: which of those on their way, `id`: the piece. */
  | {
      readonly kind: 'attachFile';
      readonly id: number;
      readonly file: number;
      readonly name: string;
      readonly data: string;
      readonly isLast: boolean;
    }
  | { readonly kind: 'snippets'; readonly id: number }
  | { readonly kind: 'snippet'; readonly name: string }
  | { readonly kind: 'openLink'; readonly href: string }
  | { readonly kind: 'action'; readonly action: ComposeAction };
export type ComposeAction = 'send' | 'schedule' | 'attach' | 'preview' | 'markdown' | 'undo' | 'redo' | 'save';
