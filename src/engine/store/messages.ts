/** cache.db: messages as the server has them, with what is shown while operations wait. Writing; for reading see messageLists.ts. */
import { type MailboxId, mailboxId } from '../../protocol/records.ts';
import type { Database, Row } from './database.ts';
import type { MailboxStateStore } from './mailboxState.ts';
import { keyText, type MessageKey } from './messageKey.ts';
import { perSecond, rowIdAt, rowIdFor } from './sortDate.ts';
import { SweptFlags } from './sweptFlags.ts';

export interface NewMessage {
  readonly uid: number;
  readonly flags: readonly string[];
  /** Ms. */
  readonly sortDate: number;
  readonly internalDate: number;
  readonly size: number;
  readonly messageId: string;
  /** The conversation as far as this mail alone tells; engine/threads settles it. */
  readonly threadId: string;
  /** The headers of these names as they came. */
  readonly references: string;
  readonly inReplyTo: string;
  readonly from: readonly { readonly name: string; readonly address: string }[];
  readonly to: readonly { readonly name: string; readonly address: string }[];
  readonly subject: string;
  readonly hasAttachment: boolean;
  /** What a search by sender, recipient and subject looks through. */
  readonly searchText: string;
  /** What the server calls the message wherever it is (RFC 8474 EMAILID, Gmail's X-GM-MSGID); '' where it does not tell. */
  readonly emailId?: string;
}

/** What a view shows of a message: the server's truth with the waiting operations on top. `mailbox` null: nowhere. */
export interface Shown {
  readonly flags: readonly string[];
  readonly mailbox: MailboxId | null;
}

/** Lays the waiting operations over the server's truth. The journal is one. */
export interface Overlay {
  show(key: MessageKey, flags: readonly string[]): Shown;
}

export interface MessageStoreDeps {
  readonly cache: Database;
  readonly mailboxes: MailboxStateStore;
  readonly overlay: Overlay;
  /** Hears of rows that were taken in, before they are committed. */
  readonly onListed?: (messages: readonly Pick<NewMessage, 'sortDate'>[]) => void;
}

/** What is still to do for rows that were put. */
interface Put {
  readonly listed: { readonly sortDate: number }[];
  readonly named: { readonly uid: number; readonly emailId: string }[];
}

export class MessageStore {
  /** What need not be read again to compare flags. */
  readonly swept = new SweptFlags();
  readonly #db: Database;
  readonly #mailboxes: MailboxStateStore;
  readonly #overlay: Overlay;
  readonly #onListed: MessageStoreDeps['onListed'];
  #people = { mailbox: 0, texts: new Map<NewMessage['from'], string>() };

  constructor({ cache, mailboxes, overlay, onListed }: MessageStoreDeps) {
    this.#db = cache;
    this.#mailboxes = mailboxes;
    this.#overlay = overlay;
    this.#onListed = onListed;
  }

  /** Runs one transaction of the cache. */
  write<T>(name: string, change: () => T): T {
    return this.#db.write(name, change);
  }

  /**
   * Takes in rows of the server. Ones already there only get its flags. Each row is asked for when its turn has come, so
   * that of many made on the way none waits in memory. Inside a write.
   */
  put(
    mailbox: { readonly number: number; readonly id: MailboxId },
    uidValidity: number,
    messages: Iterable<NewMessage>,
  ): void {
    const put: Put = { listed: [], named: [] };
    this.#db.runEach(insertMessage, this.#columns(mailbox, uidValidity, messages, put));
    for (const { uid, emailId } of put.named)
      this.#db.run(nameMessage, { number: mailbox.number, uidValidity, uid, emailId });
    this.#onListed?.(put.listed);
  }

  /** The values of {@link insertMessage}, in its order. */
  *#columns(
    mailbox: { readonly number: number; readonly id: MailboxId },
    uidValidity: number,
    messages: Iterable<NewMessage>,
    put: Put,
  ): Generator<readonly (string | number)[]> {
    const { number } = mailbox;
    if (this.#people.mailbox !== number) this.#people = { mailbox: number, texts: new Map() };
    const people = this.#people.texts;
    // Taken by name, without a rest: that would cost as much as SQLite's part of a row.
    for (const message of messages) {
      const { uid, flags, sortDate, emailId = '' } = message;
      put.listed.push({ sortDate });
      if (emailId !== '') put.named.push({ uid, emailId });
      const shown = this.#shownColumns({ mailbox: mailbox.id, uidValidity, uid }, flags, number);
      this.swept.forget(number, uid);
      // biome-ignore format: in the order of insertMessage's columns
      yield [
        rowIdFor(sortDate, uid), number, uidValidity, uid, shown.flags, shown.shownMailbox, shown.shownFlags, shown.shownUnread,
        sortDate, message.internalDate, message.size, message.messageId, message.threadId, json(people, message.from), json(people, message.to),
        message.subject, Number(message.hasAttachment), message.searchText, message.references, message.inReplyTo, rowIdAt(sortDate) + perSecond,
      ];
    }
  }

  /** Takes over the server's flags; says how many messages were there and changed. Inside a write. */
  putFlags(
    mailbox: MailboxId,
    uidValidity: number,
    rows: readonly { readonly uid: number; readonly flags: readonly string[] }[],
  ): number {
    const number = this.#mailboxes.get(mailbox).number;
    const flagsOf = new Map(rows.map(({ uid, flags }) => [uid, flags]));
    const known = this.#db.all(selectShown, { number, uidValidity, uids: JSON.stringify([...flagsOf.keys()]) });
    const updates: (readonly (string | number)[])[] = [];
    for (const row of known) {
      const uid = Number(row['uid']);
      const columns = this.#shownColumns({ mailbox, uidValidity, uid }, flagsOf.get(uid) ?? [], number);
      if (columns.flags === row['flags'] && columns.shownFlags === row['shown_flags']) continue;
      this.swept.forget(number, uid);
      updates.push([columns.flags, columns.shownMailbox, columns.shownFlags, columns.shownUnread, Number(row['id'])]);
    }
    this.#db.runEach(updateShownEach, updates);
    return updates.length;
  }

  /** Removes messages that the server no longer has. Inside a write. */
  remove(number: number, uidValidity: number, uids: readonly number[]): number {
    let removed = 0;
    for (const uid of uids) {
      this.swept.forget(number, uid);
      removed += this.#db.run(
        'DELETE FROM message WHERE mailbox = :number AND uid_validity = :uidValidity AND uid = :uid',
        {
          ...{ number, uidValidity, uid },
        },
      ).changes;
    }
    return removed;
  }

  /** Forgets all messages of a mailbox: its UIDs mean nothing any more. Inside a write. */
  forget(number: number): void {
    this.swept.forgetMailbox(number);
    this.#mailboxes.forgetMessages(number);
  }

  /** UIDs from `first` to `last` with their flags, for comparison with the server's. */
  uidFlags(
    { number, uidValidity }: { readonly number: number; readonly uidValidity: number },
    { first, last }: { readonly first: number; readonly last: number },
  ): ReadonlyMap<number, string> {
    // One text for all: a third of the time that 100,000 rows take.
    const sql = `SELECT group_concat(uid || ' ' || flags, char(10)) AS lines FROM message
      WHERE mailbox = :number AND uid_validity = :uidValidity AND uid BETWEEN :first AND :last`;
    const lines = this.#db.get(sql, { number, uidValidity, first, last })?.['lines'];
    const found = new Map<number, string>();
    if (typeof lines !== 'string') return found; // No rows.
    for (let at = 0; at < lines.length; ) {
      const space = lines.indexOf(' ', at);
      const next = lines.indexOf('\n', space);
      const end = next < 0 ? lines.length : next;
      found.set(Number(lines.slice(at, space)), lines.slice(space + 1, end));
      at = end + 1;
    }
    return found;
  }

  /** UIDs alone, which one index holds. */
  uids(number: number, uidValidity: number): ReadonlySet<number> {
    const sql = `SELECT json_group_array(uid) AS uids FROM message WHERE mailbox = :number AND uid_validity = :uidValidity`;
    return new Set<number>(JSON.parse(String(this.#db.get(sql, { number, uidValidity })?.['uids'] ?? '[]')));
  }

  has(number: number, uidValidity: number, uid: number): boolean {
    const sql = 'SELECT 1 FROM message WHERE mailbox = :number AND uid_validity = :uidValidity AND uid = :uid';
    return this.#db.get(sql, { number, uidValidity, uid }) !== undefined;
  }

  /** Those of these UIDs that have a row. One query: a third of asking for each. */
  present(number: number, uidValidity: number, uids: readonly number[]): ReadonlySet<number> {
    const found = this.#db.all(selectPresent, { number, uidValidity, uids: JSON.stringify(uids) });
    return new Set(found.map((row) => Number(row['uid'])));
  }

  /** Rows of a mailbox: all, with those that wait to be stored; or those of one UIDVALIDITY. */
  countOf(number: number, uidValidity?: number): number {
    const all = 'SELECT count(*) AS n FROM message WHERE mailbox = :number';
    if (uidValidity === undefined) return Number(this.#db.get(all, { number })?.['n']);
    return Number(this.#db.get(`${all} AND uid_validity = :uidValidity`, { number, uidValidity })?.['n']);
  }

  /** UID → Message-ID of the oldest, a middle and the newest message of a mailbox on a server without UIDVALIDITY. */
  probes(number: number): ReadonlyMap<number, string> {
    const bounds = this.#db.get('SELECT min(uid) AS low, max(uid) AS high FROM message WHERE mailbox = :number', {
      number,
    });
    const [low, high] = [Number(bounds?.['low']), Number(bounds?.['high'])];
    const sql = 'SELECT uid, message_id FROM message WHERE mailbox = :number AND uid >= :uid ORDER BY uid LIMIT 1';
    const found = new Map<number, string>();
    for (const uid of [low, Math.floor((low + high) / 2), high]) {
      const row = this.#db.get(sql, { number, uid });
      if (row) found.set(Number(row['uid']), String(row['message_id']));
    }
    return found;
  }

  /** Lays the overlay anew over these messages, after operations came or went. Inside a write. */
  reshow(keys: readonly MessageKey[]): void {
    this.#show(keys, (flags) => flags);
  }

  /** The server gave these messages new names: they moved. What it had no answer for is removed until seen again. Inside a write. */
  rename(moves: readonly { readonly from: MessageKey; readonly to: MessageKey | undefined }[]): void {
    for (const { from, to } of moves) {
      const found = this.#truth(from);
      if (!found) continue;
      this.swept.forget(found.number, from.uid);
      const target = to && this.#mailboxes.find(to.mailbox);
      const taken = to && this.#truth(to);
      if (!to || !target || taken) {
        this.#db.run('DELETE FROM message WHERE id = :id', { id: found.id });
        if (to && taken) this.reshow([to]);
        continue;
      }
      this.swept.forget(target.number, to.uid);
      this.#db.run('UPDATE message SET mailbox = :number, uid_validity = :uidValidity, uid = :uid WHERE id = :id', {
        ...{ id: found.id, number: target.number, uidValidity: to.uidValidity, uid: to.uid },
      });
      this.#db.run(updateShown, { id: found.id, ...this.#shownColumns(to, splitFlags(found.flags)) });
    }
  }

  /** The server changed flags as asked. Inside a write. */
  changeFlags(
    keys: readonly MessageKey[],
    { add, remove }: { add: readonly string[]; remove: readonly string[] },
  ): void {
    this.#show(keys, (flags) => changedFlags(flags, add, remove));
  }

  /** Messages that are shown otherwise than the server has them. */
  overlaid(): readonly MessageKey[] {
    return this.#db
      .all(
        `SELECT mailbox.id AS mailbox, message.uid_validity, message.uid FROM message JOIN mailbox ON mailbox.number = message.mailbox
         WHERE message.shown_mailbox <> message.mailbox OR message.shown_flags <> message.flags`,
      )
      .map((row) => ({
        mailbox: mailboxId.parse(row['mailbox']),
        uidValidity: Number(row['uid_validity']),
        uid: Number(row['uid']),
      }));
  }

  /** Lays what the server has, changed by `change`, and the overlay into the rows of these messages. */
  #show(keys: readonly MessageKey[], change: (flags: readonly string[]) => readonly string[]): void {
    const groups = Map.groupBy(keys, ({ mailbox, uidValidity }) => `${mailbox}.${uidValidity}`);
    for (const group of groups.values()) this.#db.runEach(updateShownEach, this.#shownRows(group, change));
  }

  /** The values of {@link updateShownEach}: many rows are read by one query, which costs a third of asking for each. */
  *#shownRows(
    group: readonly MessageKey[],
    change: (flags: readonly string[]) => readonly string[],
  ): Generator<readonly (string | number)[]> {
    const [first] = group;
    if (!first) return;
    const uids = JSON.stringify(group.map(({ uid }) => uid));
    for (const row of this.#db.all(selectTruths, { mailbox: first.mailbox, uidValidity: first.uidValidity, uids })) {
      const key = { ...first, uid: Number(row['uid']) };
      const number = Number(row['number']);
      const columns = this.#shownColumns(key, change(splitFlags(String(row['flags']))), number);
      if (columns.flags !== row['flags']) this.swept.forget(number, key.uid);
      yield [columns.flags, columns.shownMailbox, columns.shownFlags, columns.shownUnread, Number(row['id'])];
    }
  }

  #truth(key: MessageKey): { readonly id: number; readonly number: number; readonly flags: string } | undefined {
    const row: Row | undefined = this.#db.get(
      `SELECT message.id, message.mailbox AS number, message.flags FROM message JOIN mailbox ON mailbox.number = message.mailbox
       WHERE mailbox.id = :mailbox AND message.uid_validity = :uidValidity AND message.uid = :uid`,
      { mailbox: key.mailbox, uidValidity: key.uidValidity, uid: key.uid },
    );
    return row && { id: Number(row['id']), number: Number(row['number']), flags: String(row['flags']) };
  }

  /** `number`: the row's own mailbox, where the caller has it at hand. */
  #shownColumns(key: MessageKey, flags: readonly string[], number?: number) {
    const overlaid = this.#overlay.show(key, flags);
    const hidden =
      overlaid.mailbox === key.mailbox && flags.includes('\\Deleted') && this.#mailboxes.hidesDeleted(key.mailbox);
    const shown = hidden ? { ...overlaid, mailbox: null } : overlaid;
    const known = shown.mailbox === key.mailbox ? number : undefined;
    const text = flags.join(' ');
    return {
      flags: text,
      shownMailbox: shown.mailbox === null ? 0 : (known ?? this.#numberOf(shown.mailbox) ?? 0),
      shownFlags: shown.flags === flags ? text : shown.flags.join(' '),
      shownUnread: Number(!shown.flags.includes('\\Seen')),
    };
  }

  #numberOf(id: MailboxId): number | undefined {
    const row = this.#db.get('SELECT number FROM mailbox WHERE id = :id', { id });
    return row && Number(row['number']);
  }
}

export function splitFlags(flags: string): readonly string[] {
  return flags === '' ? [] : flags.split(' ');
}

/** Flags after a change; system flags compare without regard to case (RFC 9051 §2.3.2). */
export function changedFlags(
  flags: readonly string[],
  add: readonly string[],
  remove: readonly string[],
): readonly string[] {
  const gone = new Set([...remove, ...add].map((flag) => flag.toLowerCase()));
  return [...flags.filter((flag) => !gone.has(flag.toLowerCase())), ...add];
}

/** Keys once each. */
export function uniqueKeys(keys: readonly MessageKey[]): readonly MessageKey[] {
  return [...new Map(keys.map((key) => [keyText(key), key])).values()];
}

/** Lists whose text is kept while rows of one mailbox come: as many as a listing's reader knows as one object each. */
const peopleMax = 500;

/** JSON of a list of people; of a known list, the same text. */
function json(known: Map<NewMessage['from'], string>, people: NewMessage['from']): string {
  const text = known.get(people);
  if (text !== undefined) return text;
  const made = JSON.stringify(people);
  if (known.size < peopleMax) known.set(people, made);
  return made;
}

/** ?1 is the row id wanted; ?21 ends its second, where a row id is found when that one is taken. */
const insertMessage = `
  INSERT INTO message (id, mailbox, uid_validity, uid, flags, shown_mailbox, shown_flags, shown_unread, sort_date, internal_date, size,
    message_id, thread_id, sender, recipients, subject, has_attachment, search_text, refs, in_reply_to)
  VALUES (
    CASE WHEN EXISTS (SELECT 1 FROM message WHERE id = ?1)
      THEN (SELECT max(id) + 1 FROM message WHERE id >= ?1 AND id < ?21) ELSE ?1 END,
    ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
  ON CONFLICT (mailbox, uid_validity, uid) DO UPDATE SET flags = excluded.flags, shown_mailbox = excluded.shown_mailbox,
    shown_flags = excluded.shown_flags, shown_unread = excluded.shown_unread`;

const nameMessage = `
  INSERT OR REPLACE INTO message_object (message, email_id)
  SELECT id, :emailId FROM message WHERE mailbox = :number AND uid_validity = :uidValidity AND uid = :uid`;

const selectPresent = `
  SELECT uid FROM message WHERE mailbox = :number AND uid_validity = :uidValidity AND uid IN (SELECT value FROM json_each(:uids))`;

const selectShown = `
  SELECT id, uid, flags, shown_flags FROM message
  WHERE mailbox = :number AND uid_validity = :uidValidity AND uid IN (SELECT value FROM json_each(:uids))`;

const selectTruths = `
  SELECT message.id, message.uid, message.flags, message.mailbox AS number FROM message
  WHERE message.mailbox = (SELECT number FROM mailbox WHERE id = :mailbox) AND message.uid_validity = :uidValidity
    AND message.uid IN (SELECT value FROM json_each(:uids))`;

const updateShownEach = `
  UPDATE message SET flags = ?, shown_mailbox = ?, shown_flags = ?, shown_unread = ? WHERE id = ?`;

const updateShown = `
  UPDATE message SET flags = :flags, shown_mailbox = :shownMailbox, shown_flags = :shownFlags, shown_unread = :shownUnread WHERE id = :id`;
