import { otherWork } from '../../base/clock.ts';
import type { SearchKey } from '../../mail/wire/imap/search.ts';
import type { DigestDepth, SearchedRow } from '../store/digests.ts';
import { type ImapContext, viewOf } from './context.ts';
import { bad, no, type Reply } from './reply.ts';
import { depthOf, matcher, type Searched, setTest } from './searchMatcher.ts';
import type { MailboxView, Numbered } from './view.ts';

/** How many messages are looked at before other sessions get their turn. */
const batch = 500;
/** How many whose digests are still to be made. */
const freshBatch = 50;

/** The messages of the selected mailbox for which `key` holds, in order; each with at least as much of its digest as `depth` says. */
export async function* searching(
  context: ImapContext,
  key: SearchKey,
  depth: DigestDepth = 'none',
): AsyncGenerator<Searched> {
  const view = viewOf(context);
  const test = matcher(key, { view, now: context.clock.now() });
  const deepest = (['body', 'header', 'keys', 'none'] as const).find((one) => one === depth || one === depthOf(key));
  const candidates = candidatesOf(view, key);
  for (let at = 0; at < candidates.length; at += batch) {
    if (at > 0) await otherWork();
    const some = candidates.slice(at, at + batch);
    let next = 0;
    for (const row of await rowsOf(context, view.mailboxId, some, deepest ?? 'none')) {
      while ((some[next]?.uid ?? Number.POSITIVE_INFINITY) < row.uid) next++;
      const numbered = some[next];
      if (numbered?.uid !== row.uid) continue; // Came after the session was last told.
      const message = { ...row, sequence: numbered.sequence };
      if (test(message)) yield message;
    }
  }
}

/** Undefined for a charset that is known here; UTF-8 is what everything is compared in. */
export function charsetRefusal({ enabled }: ImapContext, charset: string | null): Reply | undefined {
  if (charset !== null && enabled.has('UTF8=ACCEPT')) return bad('strings are UTF-8'); // RFC 6855 §3.
  if (charset === null || charset === 'UTF-8' || charset === 'US-ASCII') return undefined;
  return no('BADCHARSET (US-ASCII UTF-8)');
}

/** Sets that must hold narrow the messages before any is read. */
function candidatesOf(view: MailboxView, key: SearchKey): readonly Numbered[] {
  const sets = (key.key === 'AND' ? key.of : [key]).flatMap((one) =>
    one.key === 'SEQ' || one.key === 'UID' ? [setTest(one.key, one.set, view)] : [],
  );
  return sets.length === 0 ? view.all() : view.all().filter((one) => sets.every((holds) => holds(one)));
}

async function rowsOf(
  { store }: ImapContext,
  mailboxId: number,
  some: readonly Numbered[],
  depth: DigestDepth,
): Promise<readonly SearchedRow[]> {
  const first = some[0]?.uid ?? 0;
  const last = some.at(-1)?.uid ?? 0;
  const ready = store.digests.rows(mailboxId, first, last, depth);
  if (ready) return ready;
  for (let at = 0; at < some.length; at += freshBatch) {
    const [from, to] = [some[at]?.uid ?? 0, some[Math.min(at + freshBatch, some.length) - 1]?.uid ?? 0];
    store.write([], () => store.digests.fill(mailboxId, from, to));
    await otherWork();
  }
  return store.digests.rows(mailboxId, first, last, depth) ?? [];
}
