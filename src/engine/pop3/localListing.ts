/** Mailboxes that are kept here, as the cache shows them: the same rows as a server's, made from mail.db. */
import { otherWork } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { bytesSource } from '../../mail/mime/byteSource.ts';
import { readMessage } from '../../mail/mime/read.ts';
import type { AccountId, SpecialUse } from '../../protocol/records.ts';
import type { BodyStore } from '../store/bodies.ts';
import { type LocalMailbox, type LocalMailStore, localDelimiter } from '../store/localMail.ts';
import type { MailboxState } from '../store/mailboxState.ts';
import { type NewMessage, splitFlags } from '../store/messages.ts';
import { nameOfPath } from '../sync/mailboxPaths.ts';
import { messageRow } from '../sync/messageRow.ts';
import type { SyncDeps } from '../sync/syncDeps.ts';
import * as limits from './limits.ts';

/** What every such account has; the names are paths, which views show by their use. */
const firstMailboxes: readonly { readonly path: string; readonly specialUse: SpecialUse }[] = [
  { path: 'INBOX', specialUse: 'inbox' },
  { path: 'Archive', specialUse: 'archive' },
  { path: 'Sent', specialUse: 'sent' },
  { path: 'Trash', specialUse: 'trash' },
];

export interface LocalListingDeps extends SyncDeps {
  readonly mail: LocalMailStore;
  readonly bodies: BodyStore;
}

/** Makes the account's mailboxes where they are missing, and shows them. */
export function listLocally(account: AccountId, { mail, mailboxes, identities, events }: LocalListingDeps): void {
  const wanted = firstMailboxes.map((one) => ({ ...one, id: identities.idFor(account, one.path) }));
  if (!mailboxes.bySpecialUse(account, 'inbox') || mail.mailboxes(account).length === 0) mail.ensure(account, wanted);
  const rank = (use: SpecialUse | null) => firstMailboxes.findIndex(({ specialUse }) => specialUse === use) >>> 0;
  const ordered = [...mail.mailboxes(account)].sort((a, b) => rank(a.specialUse) - rank(b.specialUse));
  const entries = ordered.map(({ id, path, specialUse }) => ({
    ...{ id, account, path, specialUse, status: undefined, selectable: true, subscribed: true },
    name: nameOfPath(path, localDelimiter),
    delimiter: localDelimiter,
  }));
  if (mailboxes.applyListing(account, entries)) events.send('mailboxesChanged', { account });
}

export interface FillOptions {
  readonly signal: AbortSignal;
  /** False while it is not known what the server has: then an empty mailbox is not shown as one. */
  readonly listed: boolean;
}

/** Brings the cache in step with one mailbox; gives what is new in it. Throws `engine.cancelled`. */
export async function fillLocally(
  local: LocalMailbox,
  deps: LocalListingDeps,
  { signal, listed }: FillOptions,
): Promise<readonly NewMessage[]> {
  const { mail, mailboxes, messages } = deps;
  const known = mailboxes.find(local.id);
  if (!known) return [];
  const isNew = known.uidValidity !== local.uidValidity;
  if (!isNew && known.highestModSeq === String(local.modSeq) && known.listed === listed) return [];
  if (isNew && known.uidNext > 0) messages.write('localMail.newValidity', () => messages.forget(known.number));
  const here = mail.uidFlags(local.id);
  const cached = messages.uidFlags({ number: known.number, uidValidity: local.uidValidity }, everyUid);
  const gone = [...cached.keys()].filter((uid) => !here.has(uid));
  const changed = [...here].filter(([uid, flags]) => cached.has(uid) && cached.get(uid) !== flags);
  if (gone.length + changed.length > 0)
    messages.write('localMail.differences', () => {
      messages.remove(known.number, local.uidValidity, gone);
      const rows = changed.map(([uid, flags]) => ({ uid, flags: splitFlags(flags) }));
      messages.putFlags(local.id, local.uidValidity, rows);
    });
  const missing = [...here.keys()].filter((uid) => !cached.has(uid)).sort((a, b) => b - a);
  const added: NewMessage[] = [];
  for (let at = 0; at < missing.length; at += limits.rowsAtOnce) {
    if (signal.aborted) throw new MailError('engine.cancelled');
    added.push(...putRows(local, known, missing.slice(at, at + limits.rowsAtOnce), deps));
    await otherWork();
  }
  noteInStep(local, known, { listed, total: here.size }, deps);
  return added;
}

const everyUid = { first: 1, last: 4_294_967_295 };

/** Rows of some messages, and their sources for the index of their text. */
function putRows(
  local: LocalMailbox,
  { number }: MailboxState,
  uids: readonly number[],
  { mail, messages, lists, bodies }: LocalListingDeps,
): readonly NewMessage[] {
  const found = uids.flatMap((uid) => {
    const message = mail.message(local.id, uid);
    if (!message) return [];
    const { bytes, flags, internalDate } = message;
    return [
      { bytes, row: messageRow(readMessage(bytesSource(bytes)), { uid, size: bytes.length, flags, internalDate }) },
    ];
  });
  messages.write('localMail.rows', () =>
    messages.put(
      { number, id: local.id },
      local.uidValidity,
      found.map(({ row }) => row),
    ),
  );
  for (const { bytes, row } of found) {
    if (bytes.length > limits.cachedAheadMaxBytes) continue;
    const stored = lists.find({ mailbox: local.id, uidValidity: local.uidValidity, uid: row.uid });
    // As if it had been read when it came: when room is short, what was read since stays longer.
    if (stored) bodies.put(stored.rowId, bytes.length, { bytes }, { usedAt: row.sortDate });
  }
  return found.map(({ row }) => row);
}

function noteInStep(
  { id, uidValidity, uidNext, modSeq }: LocalMailbox,
  { number }: MailboxState,
  { listed, total }: { readonly listed: boolean; readonly total: number },
  { mailboxes, messages, clock }: LocalListingDeps,
): void {
  if (!mailboxes.find(id)) return; // The account went meanwhile.
  messages.write('localMail.inStep', () => {
    const step = { uidValidity, uidNext, highestModSeq: String(modSeq), listed };
    mailboxes.setInStep(number, { ...step, syncedAt: listed ? clock.now() : 0 });
    mailboxes.setServer(number, { total, uidNext, modSeq: String(modSeq) });
  });
}
