import { otherWork } from '../../base/clock.ts';
import type { SearchKey } from '../../mail/wire/imap/search.ts';
import type { DigestDepth } from '../store/digests.ts';
import { type ImapContext, viewOf } from './context.ts';
import { bad, no, type Reply } from './reply.ts';
import { depthOf, matcher, needsRows, type Searched } from './searchMatcher.ts';
import { foundTexts, narrowed } from './searchTexts.ts';
import type { MailboxView, Numbered } from './view.ts';

/** How many messages are looked at before other sessions get their turn. */
const batch = 500;
/** How many whose digests are made at once. */
const freshBatch = 50;

/**
 * The messages of the selected mailbox for which `key` holds, in order. Each with at least as much of its digest as `depth`
 * says, and with nothing but its numbers where neither the key nor `depth` asks for more.
 */
export async function* searching(
  context: ImapContext,
  key: SearchKey,
  depth: DigestDepth | 'numbers' = 'numbers',
): AsyncGenerator<Searched> {
  const view = viewOf(context);
  const keyDepth = depthOf(key);
  if (keyDepth !== 'none' || (depth !== 'none' && depth !== 'numbers')) await makeDigests(context);
  const texts = await foundTexts(context, key);
  const test = matcher(key, { view, texts, now: context.clock.now() });
  const candidates = present(context, narrowed(view, key, texts), view);
  const wanted = depth === 'numbers' ? 'none' : depth;
  const deepest = (['header', 'keys', 'none'] as const).find((one) => one === wanted || one === keyDepth) ?? 'none';
  const readsRows = depth !== 'numbers' || needsRows(key);
  for (let at = 0; at < candidates.length; at += batch) {
    const some = candidates.slice(at, at + batch);
    if (readsRows && at > 0) await otherWork();
    for (const message of readsRows ? rowsOf(context, some, deepest) : some.map(bare)) if (test(message)) yield message;
  }
}

/** Undefined for a charset that is known here; UTF-8 is what everything is compared in. */
export function charsetRefusal({ enabled }: ImapContext, charset: string | null): Reply | undefined {
  if (charset !== null && enabled.has('UTF8=ACCEPT')) return bad('strings are UTF-8'); // RFC 6855 §3.
  if (charset === null || charset === 'UTF-8' || charset === 'US-ASCII') return undefined;
  return no('BADCHARSET (US-ASCII UTF-8)');
}

/** What came since somebody last searched is read once, in turns. */
async function makeDigests(context: ImapContext): Promise<void> {
  const { digests } = context.store;
  const { mailboxId, uids } = viewOf(context);
  const fresh = uids.filter((uid) => uid > digests.readyTo(mailboxId));
  for (let at = 0; at < fresh.length; at += freshBatch) {
    const last = fresh[Math.min(at + freshBatch, fresh.length) - 1] ?? 0;
    // Another session may have come this far meanwhile.
    if (last > digests.readyTo(mailboxId)) context.store.write([], () => digests.fill(mailboxId, last));
    await otherWork();
  }
}

function* rowsOf(context: ImapContext, some: readonly Numbered[], depth: DigestDepth): Generator<Searched> {
  const { mailboxId } = viewOf(context);
  const uids = some.map(({ uid }) => uid);
  let next = 0;
  for (const row of context.store.digests.rows(mailboxId, uids, depth)) {
    while ((some[next]?.uid ?? Number.POSITIVE_INFINITY) < row.uid) next++;
    const numbered = some[next];
    // What is between came after the session was last told.
    if (numbered?.uid === row.uid) yield { ...row, sequence: numbered.sequence };
  }
}

/** Without those that another session has expunged, of which this one will hear later. */
function present({ store }: ImapContext, candidates: readonly Numbered[], view: MailboxView): readonly Numbered[] {
  const mailbox = store.mailboxes.byId(view.mailboxId);
  const now = mailbox ? store.messages.snapshot(mailbox) : [];
  if (now === view.uids) return candidates;
  const there = new Set(now);
  return candidates.filter(({ uid }) => there.has(uid));
}

function bare({ sequence, uid }: Numbered): Searched {
  return {
    ...{ sequence, uid, modSeq: 0, flags: '', internalDate: 0, size: 0, contentId: 0, sentAt: null, sentDay: null },
    ...{ subject: '', isReply: false, from: '', to: '', cc: '', messageId: '', references: '', header: '' },
  };
}
