/**
 * What must hold after every fault, in one place: what the engine shows equals what the server has, what a person did is
 * there once, what was sent was sent once, and both databases are sound. Needs only requests, so that it judges an engine
 * in this process and one in a process of its own alike.
 */
import assert from 'node:assert/strict';
import { isMailError } from '../../src/base/errors.ts';
import type { Database } from '../../src/engine/store/database.ts';
import type { Method } from '../../src/protocol/method.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { messageCounts } from '../../src/protocol/methods/messageCounts.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import type { MailboxRecord, MessageRow, OutboxRecord } from '../../src/protocol/records.ts';

export interface ServerMessage {
  readonly uid: number;
  readonly uidValidity: number;
  readonly messageId: string;
  readonly flags: readonly string[];
}

/** What the server has, read past the protocol under test. By mailbox path, UIDs ascending. */
export interface ServerTruth {
  read(): Promise<ReadonlyMap<string, readonly ServerMessage[]>>;
}

export interface EngineView {
  call<P, R>(method: Method<P, R>, params: P): Promise<R>;
}

/** What a person was shown as done; kept by the test, not by the engine. Where the engine died over an action, either counts. */
export class Ledger {
  /** By Message-ID: where it may be. Each alternative names the mailboxes that hold one copy, by {@link inAll}; '' = nowhere. */
  readonly places = new Map<string, readonly string[]>();
  readonly flags = new Map<string, readonly string[]>();
  /** Message-IDs of mail that was shown as queued. */
  readonly queued = new Set<string>();
  /** Mailboxes that the person made, by a name of the test's: what each may be called now; null: deleted. */
  readonly made = new Map<string, readonly (string | null)[]>();
  /** By Message-ID: mailboxes that hold copies, which have the flags of the moment when they were made. */
  readonly copies = new Map<string, ReadonlySet<string>>();
  readonly #namesOfMade = new Set<string>();

  place(messageId: string, place: string | null): void {
    this.places.set(messageId, [place ?? '']);
  }

  /** A move to `place` that was never shown as done. */
  mayBe(messageId: string, place: string | null): void {
    this.places.set(messageId, [...(this.places.get(messageId) ?? []), place ?? '']);
  }

  /** The copy in `from` went to `to`; with `isSure` false it may have. */
  moved(messageId: string, from: string, to: string | null, isSure = true): void {
    this.#change(messageId, isSure, (paths) => {
      const at = paths.indexOf(from);
      return at < 0 ? undefined : [...paths.slice(0, at), ...paths.slice(at + 1), ...(to === null ? [] : [to])];
    });
  }

  /** There is one copy more, or may be. */
  copied(messageId: string, to: string, isSure = true): void {
    this.copies.set(messageId, new Set([...(this.copies.get(messageId) ?? []), to]));
    this.stored(messageId, to, isSure);
  }

  /** The same of a mail that comes from a file. */
  stored(messageId: string, to: string, isSure = true): void {
    this.#change(messageId, isSure, (paths) => [...paths, to]);
  }

  /** A mailbox has this path now (null: it is deleted), or may have it. */
  named(mailbox: string, path: string | null, isSure = true): void {
    if (path !== null) this.#namesOfMade.add(path);
    this.made.set(mailbox, isSure ? [path] : [...(this.made.get(mailbox) ?? [null]), path]);
  }

  flagged(messageId: string, ...flags: readonly string[]): void {
    this.flags.set(messageId, [...(this.flags.get(messageId) ?? []), ...flags]);
  }

  /** Throws when a mailbox that was made is not there under one name, or is there under one that it no longer has. */
  assertMailboxes(paths: ReadonlySet<string>): void {
    const right = new Set<string>();
    for (const names of this.made.values()) {
      const there = names.filter((name): name is string => name !== null && paths.has(name));
      const fits = there.length === 1 || (there.length === 0 && names.includes(null));
      assert.ok(fits, `the mailbox ${names.join(' or ')} is there as ${there.join(' and ') || 'nothing'}`);
      for (const name of there) right.add(name);
    }
    const strays = [...paths].filter((path) => this.#namesOfMade.has(path) && !right.has(path));
    assert.deepEqual(strays, [], 'mailboxes that were renamed or deleted');
  }

  #change(messageId: string, isSure: boolean, next: (paths: readonly string[]) => readonly string[] | undefined): void {
    const before = this.places.get(messageId) ?? [];
    const after = before.flatMap((place) => {
      const paths = next(place === '' ? [] : place.split('\n'));
      return paths ? [inAll(paths)] : [];
    });
    assert.ok(after.length > 0, `${messageId} was not there to be acted on, but ${before.join(' or ')}`);
    this.places.set(messageId, [...new Set(isSure ? after : [...before, ...after])]);
  }
}

function inAll(paths: readonly string[]): string {
  return [...paths].sort().join('\n');
}

export interface Judged {
  readonly engine: EngineView;
  readonly truth: ServerTruth;
  readonly ledger: Ledger;
  /** Copies that a submission server has taken of a mail. */
  readonly copiesSent: (messageId: string) => number;
  /** Drafts that are written here: each has one copy in the mailbox Drafts at most. Default 0. */
  readonly drafts?: number;
  /** The engine's own files, where they can be read. */
  readonly databases?: { readonly user: Database; readonly cache: Database };
}

/** Throws an AssertionError that says which invariant does not hold. For a settled engine: nothing waits any more. */
export async function assertConsistent({
  engine,
  truth,
  ledger,
  copiesSent,
  drafts = 0,
  databases,
}: Judged): Promise<void> {
  const server = await truth.read();
  const { mailboxes } = await engine.call(mailboxList, {});
  await assertStoreEqualsServer(engine, mailboxes, server);
  const { items } = await engine.call(outboxList, {});
  const outgoing = new Map(items.map((item) => [item.messageId, item]));
  assertNothingLost(server, ledger, { outgoing, drafts });
  ledger.assertMailboxes(new Set(server.keys()));
  for (const messageId of ledger.queued) assert.ok(outgoing.has(messageId), `${messageId} was queued and is lost`);
  assertSentOnce(items, server, copiesSent);
  if (databases) assertFilesSound(databases, mailboxes);
}

/** Invariant 3 of the store: without waiting operations a view is the server's truth, row for row. */
async function assertStoreEqualsServer(
  engine: EngineView,
  mailboxes: readonly MailboxRecord[],
  server: ReadonlyMap<string, readonly ServerMessage[]>,
): Promise<void> {
  assert.deepEqual(mailboxes.map(({ path }) => path).sort(), [...server.keys()].sort(), 'the mailboxes');
  for (const mailbox of mailboxes) {
    const there = server.get(mailbox.path) ?? [];
    const rows = await allRows(engine, mailbox);
    assert.deepEqual(rows.map(shownLine).sort(), there.map(serverLine).sort(), `the rows of ${mailbox.path}`);
    const dates = rows.map(({ date }) => date);
    assert.deepEqual(
      dates,
      [...dates].sort((a, b) => b - a),
      `the order of ${mailbox.path}`,
    );
    const { total } = await engine.call(messageCounts, { mailbox: mailbox.id, spans: [] });
    assert.equal(total, there.length, `the count of ${mailbox.path}`);
  }
}

/** No lost action, and COPY, APPEND and MOVE leave one copy. */
function assertNothingLost(
  server: ReadonlyMap<string, readonly ServerMessage[]>,
  ledger: Ledger,
  { outgoing, drafts }: { readonly outgoing: ReadonlyMap<string, OutboxRecord>; readonly drafts: number },
): void {
  let inDrafts = 0;
  const copies = new Map<string, { path: string; flags: readonly string[] }[]>();
  for (const [path, messages] of server) {
    for (const { messageId, flags } of messages)
      copies.set(messageId, [...(copies.get(messageId) ?? []), { path, flags }]);
  }
  for (const [messageId, places] of ledger.places) {
    const found = copies.get(messageId) ?? [];
    const paths = inAll(found.map(({ path }) => path));
    const said = places.map((place) => place.replaceAll('\n', ' and ') || 'no mailbox').join(' or in ');
    const is = paths.replaceAll('\n', ' and ') || 'no mailbox';
    assert.ok(places.includes(paths), `${messageId} belongs in ${said} and is in ${is}`);
    const original = found.find(({ path }) => !ledger.copies.get(messageId)?.has(path));
    for (const flag of (original && ledger.flags.get(messageId)) ?? [])
      assert.ok(
        original?.flags.includes(flag),
        `${messageId} in ${original?.path} has ${flag}: ${JSON.stringify(found)}`,
      );
  }
  const isDraft = (messageId: string, path: string | undefined) =>
    path === 'Drafts' && !ledger.places.has(messageId) && !outgoing.has(messageId);
  for (const [messageId, found] of copies) {
    const [first] = found;
    if (isDraft(messageId, first?.path)) {
      inDrafts += found.length;
      continue;
    }
    assert.ok(
      ledger.places.has(messageId) || outgoing.has(messageId),
      `${messageId} in ${first?.path}: nobody made it`,
    );
    if (ledger.places.has(messageId)) continue; // Judged above, copy for copy.
    assert.equal(found.length, 1, `${messageId} lies in ${found.map(({ path }) => path).join(' and ')}`);
  }
  assert.ok(inDrafts <= drafts, `${inDrafts} mails in Drafts, of ${drafts} that are written`);
}

/** Invariant 4: sent exactly once, or shown as in doubt; one copy in Sent of what was filed. */
function assertSentOnce(
  items: readonly OutboxRecord[],
  server: ReadonlyMap<string, readonly ServerMessage[]>,
  copiesSent: (messageId: string) => number,
): void {
  for (const { messageId, state, sentCopy } of items) {
    const copies = copiesSent(messageId);
    if (state === 'sent') assert.equal(copies, 1, `${messageId} is shown as sent`);
    else assert.ok(copies <= (state === 'inDoubt' ? 1 : 0), `${messageId} is ${state} and left ${copies}×`);
    const filed = [...server.values()].flat().filter((message) => message.messageId === messageId).length;
    if (sentCopy === 'pending') assert.ok(filed <= 1, `copies of ${messageId} in Sent, which is looked at`);
    else assert.equal(filed, state === 'sent' && sentCopy === 'saved' ? 1 : 0, `copies of ${messageId} in Sent`);
  }
}

function assertFilesSound(
  { user, cache }: { readonly user: Database; readonly cache: Database },
  mailboxes: readonly MailboxRecord[],
): void {
  for (const [name, db] of [
    ['user.db', user],
    ['cache.db', cache],
  ] as const) {
    assert.deepEqual(db.all('PRAGMA integrity_check'), [{ integrity_check: 'ok' }].map(asRow), name);
    assert.deepEqual(db.all('PRAGMA foreign_key_check'), [], name);
  }
  const waiting = user.all(`SELECT id, kind, state FROM operation WHERE state IN ('pending', 'sent')`);
  assert.deepEqual(waiting, [], 'operations that wait');
  const overlaid = cache.all(
    `SELECT message.id FROM message JOIN mailbox ON mailbox.number = message.mailbox
     WHERE (shown_mailbox <> message.mailbox AND NOT (hides_deleted AND shown_mailbox = 0)) OR shown_flags <> flags`,
  );
  assert.deepEqual(overlaid, [], 'rows that are shown otherwise than the server has them, with nothing waiting');
  const known = new Set<string>(mailboxes.map(({ id }) => id));
  const named = user.all(`SELECT DISTINCT mailbox AS id FROM operation_message`).map((row) => String(row['id']));
  assert.deepEqual(
    named.filter((id) => !known.has(id)),
    [],
    'mailboxes that the journal names and nobody knows',
  );
}

/**
 * Invariant 6, for an engine in the middle of a fault: a list of a mailbox that has mail gives rows or throws a coded error.
 * `atLeast`: rows that were shown before and that nobody removed.
 */
export async function assertNoErrorAsEmpty(engine: EngineView, atLeast: ReadonlyMap<string, number>): Promise<void> {
  const { mailboxes } = await engine.call(mailboxList, {});
  for (const mailbox of mailboxes) {
    const least = atLeast.get(mailbox.path) ?? 0;
    if (least === 0) continue;
    try {
      const { rows } = await engine.call(messageList, { mailbox: mailbox.id, limit: 500 });
      assert.ok(rows.length >= least, `${mailbox.path} shows ${rows.length} of ${least} rows and no error`);
    } catch (error) {
      if (!isMailError(error)) throw error;
      assert.notEqual(error.code, 'internal', `${mailbox.path} failed without a code of its own`);
    }
  }
}

/** All rows of a mailbox, page by page. */
export async function allRows(engine: EngineView, { id }: MailboxRecord): Promise<readonly MessageRow[]> {
  const rows: MessageRow[] = [];
  for (let before: string | undefined; ; ) {
    const page = await engine.call(messageList, {
      mailbox: id,
      limit: 500,
      ...(before === undefined ? {} : { before }),
    });
    rows.push(...page.rows);
    if (page.next === null) return rows;
    before = page.next;
  }
}

function shownLine({ id, messageId, flags }: MessageRow): string {
  const [, , uidValidity, uid] = id.split('.');
  return [uidValidity, uid, messageId, ...[...flags].sort()].join(' ');
}

function serverLine({ uidValidity, uid, messageId, flags }: ServerMessage): string {
  const lasting = flags.filter((flag) => flag !== '\\Recent');
  return [uidValidity, uid, messageId, ...lasting.sort()].join(' ');
}

/** Rows of node:sqlite have no prototype. */
function asRow(row: object): object {
  return Object.assign(Object.create(null), row);
}
