import { bytesSource } from '../../mail/mime/byteSource.ts';
import { scanMessage } from '../../mail/mime/scan.ts';
import { writeBodyStructure } from '../../mail/wire/imap/bodyStructure.ts';
import type { StoreMode } from '../../mail/wire/imap/command.ts';
import { envelopeOf, writeEnvelope } from '../../mail/wire/imap/envelope.ts';
import { uniqueFlags } from '../../mail/wire/imap/flags.ts';
import { Writer } from '../../mail/wire/imap/writer.ts';
import type { Database, Row } from './database.ts';
import type { Mailbox, MailboxStore } from './mailboxes.ts';
import { UidSnapshots } from './uidSnapshots.ts';

export interface NewMessage {
  readonly bytes: Uint8Array;
  readonly flags: readonly string[];
  /** Milliseconds since 1970. */
  readonly internalDate: number;
  /** Header lines above `bytes` for this one copy, as delivery writes them; part of the message for whoever reads it. */
  readonly stamp?: Uint8Array;
}

/** A message without its bytes. */
export interface MessageHead {
  readonly uid: number;
  readonly modSeq: number;
  readonly flags: readonly string[];
  readonly internalDate: number;
  readonly size: number;
  /** Messages with the same bytes have the same (RFC 8474 §5.1), copies always. */
  readonly contentId: number;
}

/** A message with what FETCH shows of it; syntax only where it was asked for. */
export interface ListedMessage extends MessageHead {
  readonly syntax: { readonly [column in StoredSyntax]?: Uint8Array };
}

export interface MailboxSummary {
  /** The mailbox's when this was true. */
  readonly modSeq: number;
  readonly keywords: readonly string[];
  /** UID of the first message without \Seen. */
  readonly firstUnseen: number | undefined;
}

export interface MailboxCounts {
  readonly messages: number;
  readonly unseen: number;
  readonly deleted: number;
  /** Bytes of those. */
  readonly deletedSize: number;
  /** Bytes of all messages. */
  readonly size: number;
}

/** What was computed at APPEND, ready for the wire. */
export type StoredSyntax = 'envelope' | 'body_structure' | 'body';

const headColumns = 'uid, mod_seq, flags, internal_date, size, content_id';
/** Mailboxes whose summary is kept. */
const summariesMax = 1_000;
const noStamp = new Uint8Array();

/** Messages of mailboxes, by mailbox and UID. All that changes runs inside {@link Database.write}. */
export class MessageStore {
  readonly #db: Database;
  readonly #mailboxes: MailboxStore;
  readonly #snapshots = new UidSnapshots(this);
  readonly #summaries = new Map<number, MailboxSummary>();

  constructor({ db, mailboxes }: { db: Database; mailboxes: MailboxStore }) {
    this.#db = db;
    this.#mailboxes = mailboxes;
  }

  /** UIDs in ascending order: the message sequence numbers are their positions. */
  uids(mailboxId: number): number[] {
    const rows = this.#db.all('SELECT uid FROM message WHERE mailbox_id = :mailboxId ORDER BY uid', { mailboxId });
    return rows.map((row) => Number(row['uid']));
  }

  uidsAfter(mailboxId: number, uid: number): number[] {
    const sql = 'SELECT uid FROM message WHERE mailbox_id = :mailboxId AND uid > :uid ORDER BY uid';
    return this.#db.all(sql, { mailboxId, uid }).map((row) => Number(row['uid']));
  }

  /** The same as {@link uids}, in an array that is shared and never changes. Not inside {@link Database.write}. */
  snapshot(mailbox: Mailbox): readonly number[] {
    return this.#snapshots.of(mailbox);
  }

  /** What SELECT tells of a mailbox beside its counts; thousands of sessions on one mailbox have it computed once. */
  summary(mailbox: Mailbox): MailboxSummary {
    const known = this.#summaries.get(mailbox.id);
    if (known?.modSeq === mailbox.modSeq) return known;
    const { id, modSeq } = mailbox;
    const summary = { modSeq, keywords: this.keywords(id), firstUnseen: this.#firstUnseen(id) };
    if (this.#summaries.size >= summariesMax) this.#summaries.clear();
    this.#summaries.set(id, summary);
    return summary;
  }

  #firstUnseen(mailboxId: number): number | undefined {
    const row = this.#db.get(
      `SELECT uid FROM message WHERE mailbox_id = :mailboxId AND instr(flags, ' \\Seen ') = 0 ORDER BY uid LIMIT 1`,
      { mailboxId },
    );
    return row && Number(row['uid']);
  }

  /** UIDs of those messages that have `flag`, a system flag. */
  flagged(mailboxId: number, flag: string): number[] {
    const sql = 'SELECT uid FROM message WHERE mailbox_id = :mailboxId AND instr(flags, :flag) > 0 ORDER BY uid';
    return this.#db.all(sql, { mailboxId, flag: ` ${flag} ` }).map((row) => Number(row['uid']));
  }

  /** Messages with UIDs from `first` to `last`, ascending. */
  list(mailboxId: number, first: number, last: number, columns: readonly StoredSyntax[]): ListedMessage[] {
    const joined = columns.length > 0 ? 'JOIN content_syntax USING (content_id)' : '';
    const more = columns.map((column) => `, ${column}`).join('');
    const rows = this.#db.all(
      `SELECT ${headColumns}${more} FROM message ${joined}
       WHERE mailbox_id = :mailboxId AND uid BETWEEN :first AND :last ORDER BY uid`,
      { mailboxId, first, last },
    );
    return rows.map((row) => ({ ...toHead(row), syntax: syntaxOf(row, columns) }));
  }

  head(mailboxId: number, uid: number): MessageHead | undefined {
    const row = this.#db.get(`SELECT ${headColumns} FROM message WHERE mailbox_id = :mailboxId AND uid = :uid`, {
      mailboxId,
      uid,
    });
    return row && toHead(row);
  }

  /** Heads of messages that changed or came after `modSeq`. */
  changedSince(mailboxId: number, modSeq: number): MessageHead[] {
    const sql = `SELECT ${headColumns} FROM message WHERE mailbox_id = :mailboxId AND mod_seq > :modSeq ORDER BY uid`;
    return this.#db.all(sql, { mailboxId, modSeq }).map(toHead);
  }

  /** UIDs that went after `modSeq`. */
  expungedSince(mailboxId: number, modSeq: number): number[] {
    const sql = 'SELECT uid FROM expunged WHERE mailbox_id = :mailboxId AND mod_seq > :modSeq ORDER BY uid';
    return this.#db.all(sql, { mailboxId, modSeq }).map((row) => Number(row['uid']));
  }

  /** The whole message: the stamp of this copy, and the content. */
  bytes(mailboxId: number, uid: number): Uint8Array | undefined {
    const sql = `SELECT message.stamp, content.bytes FROM message JOIN content ON content.id = message.content_id
      WHERE message.mailbox_id = :mailboxId AND message.uid = :uid`;
    const row = this.#db.get(sql, { mailboxId, uid });
    const [stamp, bytes] = [row?.['stamp'], row?.['bytes']];
    if (!(stamp instanceof Uint8Array && bytes instanceof Uint8Array)) return undefined;
    return stamp.length === 0 ? bytes : Buffer.concat([stamp, bytes]);
  }

  counts(mailboxId: number): MailboxCounts {
    const row = this.#db.get(
      `SELECT count(*) AS messages, coalesce(sum(instr(flags, ' \\Seen ') = 0), 0) AS unseen,
       coalesce(sum(instr(flags, ' \\Deleted ') > 0), 0) AS deleted,
       coalesce(sum(size * (instr(flags, ' \\Deleted ') > 0)), 0) AS deleted_size, coalesce(sum(size), 0) AS size
       FROM message WHERE mailbox_id = :mailboxId`,
      { mailboxId },
    );
    const number = (name: string) => Number(row?.[name] ?? 0);
    return {
      messages: number('messages'),
      unseen: number('unseen'),
      deleted: number('deleted'),
      deletedSize: number('deleted_size'),
      size: number('size'),
    };
  }

  /** Keywords in use in the mailbox. */
  keywords(mailboxId: number): string[] {
    const rows = this.#db.all('SELECT DISTINCT flags FROM message WHERE mailbox_id = :mailboxId', { mailboxId });
    return uniqueFlags(rows.flatMap((row) => flagsOf(row))).filter((flag) => !flag.startsWith('\\'));
  }

  /** Adds a message; gives its UID. Messages with one `bytes` are one content where `contents` remembers it. */
  append(mailboxId: number, message: NewMessage, contents?: Map<Uint8Array, number>): number {
    const contentId = this.content(message.bytes, contents);
    const stamp = message.stamp ?? noStamp;
    return this.#insert(mailboxId, contentId, { ...message, stamp, size: stamp.length + message.bytes.length });
  }

  /** The id of a content with these bytes: that which `contents` remembers, else a new one. */
  content(bytes: Uint8Array, contents?: Map<Uint8Array, number>): number {
    const id = contents?.get(bytes) ?? this.#addContent(bytes);
    contents?.set(bytes, id);
    return id;
  }

  /** The new flags of each message whose flags changed. */
  store(mailboxId: number, uids: readonly number[], mode: StoreMode, flags: readonly string[]): number[] {
    const changed: number[] = [];
    for (const uid of uids) {
      const before = this.head(mailboxId, uid);
      if (!before) continue;
      const after = changedFlags(before.flags, mode, flags);
      if (flagText(after) === flagText(before.flags)) continue;
      const modSeq = this.#mailboxes.nextModSeq(mailboxId);
      this.#db.run(
        'UPDATE message SET flags = :flags, mod_seq = :modSeq WHERE mailbox_id = :mailboxId AND uid = :uid',
        { flags: flagText(after), modSeq, mailboxId, uid },
      );
      changed.push(uid);
    }
    return changed;
  }

  expunge(mailboxId: number, uids: readonly number[]): void {
    for (const uid of uids) {
      if (!this.head(mailboxId, uid)) continue;
      this.#db.run('DELETE FROM message WHERE mailbox_id = :mailboxId AND uid = :uid', { mailboxId, uid });
      const modSeq = this.#mailboxes.nextModSeq(mailboxId);
      this.#db.run('INSERT INTO expunged (mailbox_id, uid, mod_seq) VALUES (:mailboxId, :uid, :modSeq)', {
        mailboxId,
        uid,
        modSeq,
      });
    }
  }

  /** Puts the messages into `to` as well, flags and dates kept; pairs of source and new UID, for COPYUID. */
  copy(mailboxId: number, uids: readonly number[], to: number): { from: number; to: number }[] {
    const pairs: { from: number; to: number }[] = [];
    for (const uid of uids) {
      const head = this.head(mailboxId, uid);
      const row = this.#db.get('SELECT content_id, stamp FROM message WHERE mailbox_id = :mailboxId AND uid = :uid', {
        mailboxId,
        uid,
      });
      const stamp = row?.['stamp'];
      if (!head || !row || !(stamp instanceof Uint8Array)) continue;
      pairs.push({ from: uid, to: this.#insert(to, Number(row['content_id']), { ...head, stamp }) });
    }
    return pairs;
  }

  #insert(
    mailboxId: number,
    contentId: number,
    { flags, internalDate, size, stamp }: Omit<NewMessage, 'bytes' | 'stamp'> & { size: number; stamp: Uint8Array },
  ): number {
    const { uid, modSeq } = this.#mailboxes.nextUid(mailboxId);
    this.#db.run(
      `INSERT INTO message (mailbox_id, uid, mod_seq, flags, internal_date, size, content_id, stamp)
       VALUES (:mailboxId, :uid, :modSeq, :flags, :internalDate, :size, :contentId, :stamp)`,
      { mailboxId, uid, modSeq, flags: flagText(uniqueFlags(flags)), internalDate, size, contentId, stamp },
    );
    return uid;
  }

  #addContent(bytes: Uint8Array): number {
    const source = bytesSource(bytes);
    const { root } = scanMessage(source);
    const envelope = new Writer();
    writeEnvelope(envelope, envelopeOf(root.fields));
    const bodyStructure = new Writer();
    writeBodyStructure(bodyStructure, root, source, true);
    const body = new Writer();
    writeBodyStructure(body, root, source, false);
    const id = this.#db.run('INSERT INTO content (bytes) VALUES (:bytes)', { bytes });
    this.#db.run(
      `INSERT INTO content_syntax (content_id, envelope, body_structure, body)
       VALUES (:id, :envelope, :bodyStructure, :body)`,
      { id, envelope: envelope.take(), bodyStructure: bodyStructure.take(), body: body.take() },
    );
    return id;
  }
}

function changedFlags(before: readonly string[], mode: StoreMode, flags: readonly string[]): string[] {
  if (mode === 'replace') return uniqueFlags(flags);
  if (mode === 'add') return uniqueFlags([...before, ...flags]);
  const gone = new Set(flags.map((flag) => flag.toLowerCase()));
  return before.filter((flag) => !gone.has(flag.toLowerCase()));
}

/** A space on both sides of each, so that SQL finds one by itself. */
function flagText(flags: readonly string[]): string {
  return flags.length === 0 ? '' : ` ${flags.join(' ')} `;
}

function flagsOf(row: Row): string[] {
  return String(row['flags'])
    .split(' ')
    .filter((flag) => flag !== '');
}

function toHead(row: Row): MessageHead {
  return {
    uid: Number(row['uid']),
    modSeq: Number(row['mod_seq']),
    flags: flagsOf(row),
    internalDate: Number(row['internal_date']),
    size: Number(row['size']),
    contentId: Number(row['content_id']),
  };
}

function syntaxOf(row: Row, columns: readonly StoredSyntax[]): ListedMessage['syntax'] {
  const syntax: { [column in StoredSyntax]?: Uint8Array } = {};
  for (const column of columns) {
    const bytes = row[column];
    if (bytes instanceof Uint8Array) syntax[column] = bytes;
  }
  return syntax;
}
