import { pop3Endpoint } from './pop3Endpoint.ts';
import {
  boolean,
  branded,
  count,
  type Infer,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  record,
  string,
  timestamp,
  union,
} from './schema.ts';

/** Shapes that several requests share. Plain data, made for the boundary. */

export const accountId = branded('an account id', /^a[0-9a-z]{1,40}$/);
export type AccountId = Infer<typeof accountId>;

export const mailboxId = branded('a mailbox id', /^m[0-9a-z]{1,40}$/);
export type MailboxId = Infer<typeof mailboxId>;

/** Account, mailbox, UIDVALIDITY and UID, joined by dots. Opaque to clients; it outlives cache.db. */
export const messageId = branded('a message id', /^a[0-9a-z]+\.m[0-9a-z]+\.\d{1,20}\.\d{1,10}$/);
export type MessageId = Infer<typeof messageId>;

/** Names one change made by a person, however many messages it touches; what Undo takes back. */
export const batchId = branded('a batch id', /^b[0-9a-z]{1,40}$/);
export type BatchId = Infer<typeof batchId>;

export const outboxId = branded('an outbox id', /^o[0-9a-z]{1,40}$/);
export type OutboxId = Infer<typeof outboxId>;

export const address = object({ name: string({ max: 1_000 }), address: string({ max: 1_000 }) });
export type Address = Infer<typeof address>;

export const security = oneOf('tls', 'starttls', 'none');
export type Security = Infer<typeof security>;

export const endpoint = object({
  host: string({ max: 255 }),
  port: integer({ min: 1, max: 65_535 }),
  security,
  /** The user name for this service, where it is not the account's. */
  user: optional(string({ max: 500 })),
});
export type Endpoint = Infer<typeof endpoint>;

/** A certificate that a person chose to trust although it does not verify. `fingerprint256`: SHA-256, hex with colons. */
export const trustedCertificate = object({
  host: string({ max: 255 }),
  port: integer({ max: 65_535 }),
  fingerprint256: string({ max: 200 }),
});

/** What `account.json` and the account form hold; never a secret. No `smtp`: receive only. */
export const accountConfig = object({
  address: string({ max: 320 }),
  /** The sender's display name. */
  name: string({ max: 500 }),
  /** What the account is called in the tree; the address when absent. */
  label: optional(string({ max: 200 })),
  /** Login name, where it is not the address. */
  user: optional(string({ max: 500 })),
  auth: oneOf('password', 'oauth2', 'none'),
  imap: optional(endpoint),
  pop3: optional(pop3Endpoint),
  smtp: optional(endpoint),
  /** True when SMTP has a secret of its own. */
  smtpOwnSecret: optional(boolean),
  /** A PEM file with certificates to trust beside the system's. */
  ca: optional(string({ max: 4_096 })),
  passwordCommand: optional(list(string({ max: 4_096 }), { min: 1, max: 50 })),
  /** Path of the mailbox that Archive moves to, where the server names none and the person picked one. */
  archivePath: optional(string({ max: 2_000 })),
  /** Id of the entry in the provider table, for guidance and quirks. */
  provider: optional(string({ max: 100 })),
  trustedCertificates: optional(list(trustedCertificate, { max: 20 })),
});
export type AccountConfig = Infer<typeof accountConfig>;

/** A failure as it crosses a boundary: code and data, no sentence. */
export const failure = object({
  code: string({ max: 100 }),
  retry: oneOf('never', 'later', 'afterUser'),
  data: record(
    union<string | number | boolean | readonly string[]>(
      string(),
      integer({ min: -Number.MAX_SAFE_INTEGER }),
      boolean,
      list(string()),
    ),
  ),
});
export type Failure = Infer<typeof failure>;

/** `new`: never connected. `needsSignIn`: waits for a secret or refused one; `failure` says which. */
export const accountState = oneOf('new', 'connecting', 'syncing', 'online', 'offline', 'needsSignIn', 'error');
export type AccountState = Infer<typeof accountState>;

export const accountRecord = object({
  id: accountId,
  config: accountConfig,
  state: accountState,
  failure: nullable(failure),
  /** When the account was last in step with its server. */
  onlineAt: nullable(timestamp),
  unread: count,
});
export type AccountRecord = Infer<typeof accountRecord>;

/** RFC 6154 §2 attributes in lower case without the backslash, and INBOX. */
export const specialUse = oneOf('inbox', 'sent', 'drafts', 'trash', 'junk', 'archive', 'all', 'flagged', 'important');
export type SpecialUse = Infer<typeof specialUse>;

export const mailboxRecord = object({
  id: mailboxId,
  account: accountId,
  /** The full path as text (decoded from modified UTF-7 where the server speaks it). */
  path: string({ max: 2_000 }),
  /** The last part of the path, for display. */
  name: string({ max: 1_000 }),
  parent: nullable(mailboxId),
  specialUse: nullable(specialUse),
  /** False for `\Noselect`: a branch that holds no messages. */
  selectable: boolean,
  subscribed: boolean,
  total: count,
  unread: count,
  /** Bytes of all messages on the server, where it tells (RFC 8438). */
  bytes: optional(count),
  /** Marked for deletion and hidden, because the server can only remove all such messages at once (no UIDPLUS). */
  marked: count,
  /** When its list was last in step with the server; null = never. */
  syncedAt: nullable(timestamp),
  failure: nullable(failure),
});
export type MailboxRecord = Infer<typeof mailboxRecord>;

/**
 * What became of a mail of ours, for the recipients who fared worst. `delayed`: also where the server said "not now".
 * `delivered`, `read`: for every one of them.
 */
export const deliveryMark = oneOf('returned', 'refused', 'inDoubt', 'delayed', 'delivered', 'read');
export type DeliveryMark = Infer<typeof deliveryMark>;

/** One row of a list: product.md's `list` shape. */
export const messageRow = object({
  id: messageId,
  account: accountId,
  mailbox: mailboxId,
  uid: integer({ max: 4_294_967_295 }),
  /** The Message-ID header with its angle brackets; empty when there is none. */
  messageId: string({ max: 2_000 }),
  from: list(address, { max: 100 }),
  to: list(address, { max: 1_000 }),
  subject: string({ max: 10_000 }),
  /** The sort date: Date header if sound, else INTERNALDATE. */
  date: timestamp,
  /** IMAP system flags and keywords as the view shows them: the server's and what is pending. */
  flags: list(string({ max: 200 }), { max: 200 }),
  size: count,
  hasAttachment: boolean,
  threadId: string({ max: 200 }),
  /** Of a mail of ours in Sent, where more is known than that the server took it. */
  delivery: optional(deliveryMark),
});
export type MessageRow = Infer<typeof messageRow>;

/** Text that may be long: inside the message up to `inlineTextMaxChars`, else a UTF-8 file in the profile. */
export const textRef = union<{ readonly text: string } | { readonly file: string }>(
  object({ text: string({ max: 200_000 }) }),
  object({ file: string({ max: 4_096 }) }),
);
export type TextRef = Infer<typeof textRef>;

export const attachmentRecord = object({
  /** Position in the message's list of attachments, from 0. */
  index: count,
  /** Made safe for a file system; never empty. */
  filename: string({ max: 500 }),
  contentType: string({ max: 500 }),
  /** Decoded bytes. */
  size: count,
  /** Hex; empty until the part was fetched. */
  sha256: string({ max: 64 }),
  cid: nullable(string({ max: 1_000 })),
  inline: boolean,
  /** A kind that runs code when opened; the person is asked first. */
  executable: boolean,
});
export type AttachmentRecord = Infer<typeof attachmentRecord>;

/** `row` fields, the whole header and what the reader shows. `html` is sanitised; pictures by cid are `data:` in it. */
export const messageContent = object({
  row: messageRow,
  cc: list(address, { max: 1_000 }),
  bcc: list(address, { max: 1_000 }),
  replyTo: list(address, { max: 100 }),
  headers: list(list(string(), { min: 2, max: 2 }), { max: 2_000 }),
  html: nullable(textRef),
  text: textRef,
  attachments: list(attachmentRecord, { max: 1_000 }),
  /** Codes of what a reader should know: `mail.senderDiffers`, `mail.linkDiffers`, … (texts/warnings.ts). */
  warnings: list(object({ code: string({ max: 100 }), data: record(string()) }), { max: 100 }),
  /** Remote pictures that were left out, trackers among them. */
  remoteImages: object({ blocked: count, trackers: count, shown: boolean }),
  /** The sender asks to be told that it was read (RFC 8098), at `to`; `isSender` false: at somebody else's, and never is. */
  receipt: optional(object({ to: string({ max: 1_000 }), isSender: boolean })),
});
export type MessageContent = Infer<typeof messageContent>;

/** `held`: inside the undo delay. `queued`: waits for its turn or for the network. */
export const outboxState = oneOf('held', 'queued', 'sending', 'sent', 'failed', 'inDoubt', 'cancelled');
export type OutboxState = Infer<typeof outboxState>;

export const recipientRecord = object({
  address: string({ max: 1_000 }),
  state: oneOf('pending', 'accepted', 'deferred', 'refused', 'inDoubt'),
  /** SMTP reply code; 0 before any. */
  code: integer({ max: 999 }),
  reply: string({ max: 4_000 }),
  /** What became of it behind the submission server, as reports that came back say (RFC 3464 §2.3.3); '' without any. */
  fate: oneOf('', 'delivered', 'relayed', 'delayed', 'bounced'),
  /** RFC 3463; '' unknown. */
  fateStatus: string({ max: 20 }),
  /** The reporting server's words. */
  fateReason: string({ max: 4_000 }),
  fateAt: timestamp,
  /** What the recipient's reader program said became of it, where it said so (RFC 8098 §3.2.6.2); '' nothing. */
  readAs: oneOf('', 'displayed', 'deleted', 'processed'),
  readAt: timestamp,
});
export type RecipientRecord = Infer<typeof recipientRecord>;

export const outboxRecord = object({
  id: outboxId,
  account: accountId,
  state: outboxState,
  subject: string({ max: 10_000 }),
  messageId: string({ max: 1_000 }),
  size: count,
  /** Bytes handed to the server in the attempt under way. */
  sentBytes: count,
  recipients: list(recipientRecord, { max: 10_000 }),
  createdAt: timestamp,
  /** When it leaves, at the earliest. */
  dueAt: timestamp,
  /** The time that a person chose for it; 0 for at once. */
  sendAt: timestamp,
  attempts: count,
  failure: nullable(failure),
  /** `pending`: being looked for or stored. `none`: the account has no Sent mailbox. */
  sentCopy: oneOf('pending', 'saved', 'failed', 'none'),
  /** The draft it was made of: a URI, empty when there is none. */
  draft: string({ max: 4_096 }),
});
export type OutboxRecord = Infer<typeof outboxRecord>;

/** A range of a draft document: zero-based lines, UTF-16 columns, as in VS Code. */
export const textRange = object({ startLine: count, startColumn: count, endLine: count, endColumn: count });
export type TextRange = Infer<typeof textRange>;

export const draftDiagnostic = object({
  code: string({ max: 100 }),
  severity: oneOf('error', 'warning', 'info'),
  range: textRange,
  data: record(string()),
  /** Ready-made mends; each replaces a range of the document. */
  fixes: list(object({ code: string({ max: 100 }), data: record(string()), range: textRange, newText: string() }), {
    max: 10,
  }),
});
export type DraftDiagnostic = Infer<typeof draftDiagnostic>;

/** A file that the host resolved for the engine. `path` is on the engine's machine. `name` is what the recipient sees. */
export const attachmentFile = object({
  path: string({ max: 4_096 }),
  name: string({ max: 500 }),
  /** What the draft's header named, so that a missing one can be told where it stands. */
  reference: string({ max: 4_096 }),
});
export type AttachmentFile = Infer<typeof attachmentFile>;

/** What looks like a secret, by its place. `reference`: the file as the draft names it, empty for the draft's own text. */
export const draftSecret = object({
  kind: string({ max: 50 }),
  reference: string({ max: 4_096 }),
  /** The path inside an archive; empty where it is none. */
  inside: string({ max: 10_000 }),
  /** From 1; 0 in what has no lines. */
  line: count,
  /** Salted, of place and secret: to let it leave, once or always. */
  fingerprint: string({ max: 64 }),
});
export type DraftSecret = Infer<typeof draftSecret>;

/** How one server answered the check of an account. */
export const serviceCheck = object({
  ok: boolean,
  failure: nullable(failure),
  /** The certificate, where it is what failed: shown and asked about. Dates in ms. */
  certificate: nullable(
    object({
      host: string(),
      port: count,
      subject: string(),
      issuer: string(),
      validFrom: timestamp,
      validTo: timestamp,
      fingerprint256: string(),
    }),
  ),
  /** The server's last words, credentials masked. */
  serverSaid: string({ max: 4_000 }),
});
export type ServiceCheck = Infer<typeof serviceCheck>;

/** One step of connecting to a server: what was said until it was done or failed, credentials masked. */
export const diagnosisStep = object({
  step: oneOf('dns', 'tcp', 'tls', 'greeting', 'login'),
  state: oneOf('ok', 'failed', 'skipped'),
  ms: count,
  said: list(object({ side: oneOf('client', 'server', 'note'), text: string({ max: 1_000 }) }), { max: 50 }),
});
export type DiagnosisStep = Infer<typeof diagnosisStep>;

/** What a diagnosis comes to; `texts/diagnosis.ts` says each in a sentence and names the next step. */
export const diagnosisFinding = oneOf(
  'ok',
  'nameUnknown',
  'namesUnanswered',
  'unreachable',
  'portClosed',
  'portBlocked',
  'silent',
  'slow',
  'cutOff',
  'turnedAway',
  'webPage',
  'notMailServer',
  'plainOnly',
  'notTls',
  'tlsTooOld',
  'startTlsMissing',
  'unprotected',
  'clockBehind',
  'expired',
  'untrusted',
  'otherName',
  'changed',
  'secretMissing',
  'wrongSecret',
  'codeWanted',
  'oauthWanted',
  'serviceOff',
  'noMechanism',
  'tooManySignIns',
  'signInBlocked',
  'other',
);
export type DiagnosisFinding = Infer<typeof diagnosisFinding>;

export const serviceDiagnosis = object({
  service: oneOf('imap', 'pop3', 'smtp'),
  endpoint,
  user: string({ max: 1_000 }),
  steps: list(diagnosisStep, { max: 10 }),
  finding: diagnosisFinding,
  failure: nullable(failure),
  /** First words of whatever answers there, where it failed before signing in. */
  heard: string({ max: 20_000 }),
});
export type ServiceDiagnosis = Infer<typeof serviceDiagnosis>;

/** One line of what was said with a server; `note` is ours. `connection` numbers the connections of one engine's life. */
export const protocolLine = object({
  seq: count,
  at: timestamp,
  connection: count,
  service: oneOf('imap', 'pop3', 'smtp'),
  side: oneOf('client', 'server', 'note'),
  text: string({ max: 1_000 }),
});
export type ProtocolLine = Infer<typeof protocolLine>;

/** A secret that the engine wants from a client that has a store for them. `sms`: `account` is the id of a gateway. */
export const secretRequest = object({ account: accountId, service: oneOf('imap', 'smtp', 'sms') });
export type SecretRequest = Infer<typeof secretRequest>;
