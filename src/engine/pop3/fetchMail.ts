/**
 * One session with a POP3 server: what is new is fetched and on disk here before anything is marked for removal there, and
 * only QUIT removes. A line that breaks anywhere takes nothing away, neither here nor there.
 */
import { createHash } from 'node:crypto';
import { markDeleted } from '../../mail/pop3/dele.ts';
import { listSizes } from '../../mail/pop3/list.ts';
import type { Pop3Session } from '../../mail/pop3/open.ts';
import { quit } from '../../mail/pop3/quit.ts';
import { retrieve } from '../../mail/pop3/retr.ts';
import { listUniqueIds } from '../../mail/pop3/uidl.ts';
import type { AccountId, MailboxId } from '../../protocol/records.ts';
import type { FetchedMailStore, FetchedMessage, RemovalRule } from '../store/fetchedMail.ts';
import * as limits from './limits.ts';

export interface FetchOptions {
  readonly account: AccountId;
  readonly inbox: MailboxId;
  readonly store: FetchedMailStore;
  readonly rule: RemovalRule;
  readonly now: () => number;
  /** Messages are on disk: of those that were wanted so many are done. */
  readonly onTaken: (done: number, total: number) => Promise<void>;
  /** A message that the server would not give, or that is too large. */
  readonly onLeft: (uniqueId: string, reason: string) => void;
}

interface Listed {
  readonly number: number;
  readonly uniqueId: string;
  readonly size: number;
}

/** Throws `mailbox.noUniqueIds`, `mailbox.refused`, `net.*`, `engine.cancelled`. The session has ended when this returns. */
export async function fetchMail(session: Pop3Session, options: FetchOptions): Promise<void> {
  const { account, store, rule, now } = options;
  const { connection } = session;
  try {
    const listed = await listMaildrop(session);
    const present = new Set(listed.map(({ uniqueId }) => uniqueId));
    const known = store.uniqueIds(account);
    const wanted = listed.filter(({ uniqueId, size }) => !known.has(uniqueId) && isTakeable(uniqueId, size, options));
    // Of a maildrop that is fetched for the first time the newest come first; what comes later, in its order.
    if (known.size === 0) wanted.reverse();
    await takeAll(session, wanted, present, options);
    const doomed = store.doomed(account, rule, now());
    const numbers = listed.filter(({ uniqueId }) => doomed.has(uniqueId)).map(({ number }) => number);
    const marked = await markDeleted(session, numbers);
    await quit(connection);
    const removed = listed.filter(({ number }) => marked.has(number)).map(({ uniqueId }) => uniqueId);
    if (removed.length > 0) store.noteRemoved(account, removed, now());
  } finally {
    connection.close();
  }
}

/** RFC 1939 §7 lets equal messages share a unique id: the second and those after it are told apart by their place. */
async function listMaildrop({ connection }: Pop3Session): Promise<readonly Listed[]> {
  const sizes = await listSizes(connection);
  const ids = await listUniqueIds(connection);
  const seen = new Map<string, number>();
  return [...ids].map(([number, id]) => {
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return { number, uniqueId: count === 1 ? id : `${id} ${count}`, size: sizes.get(number) ?? 0 };
  });
}

function isTakeable(uniqueId: string, size: number, { onLeft }: FetchOptions): boolean {
  if (size <= limits.popMessageMaxBytes) return true;
  onLeft(uniqueId, 'size');
  return false;
}

async function takeAll(
  session: Pop3Session,
  wanted: readonly Listed[],
  present: ReadonlySet<string>,
  { account, inbox, store, now, onTaken, onLeft }: FetchOptions,
): Promise<void> {
  let batch: FetchedMessage[] = [];
  let bytes = 0;
  let done = 0;
  const take = async () => {
    const part = batch;
    batch = [];
    bytes = 0;
    store.add(account, inbox, part, { present, now: now() });
    done += part.length;
    await onTaken(done, wanted.length);
  };
  await retrieve(session, wanted, {
    maxBytes: limits.popMessageMaxBytes,
    onMessage: async ({ uniqueId }, source) => {
      const digest = createHash('sha256').update(source).digest();
      batch.push({ uniqueId, digest, bytes: source, flags: [], internalDate: now() });
      bytes += source.length;
      if (batch.length >= limits.batchMaxMessages || bytes >= limits.batchMaxBytes) await take();
    },
    onRefused: ({ uniqueId }, words) => onLeft(uniqueId, words),
  });
  if (batch.length > 0) await take();
}
