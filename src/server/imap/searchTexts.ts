import { otherWork } from '../../base/clock.ts';
import type { MessageSet } from '../../mail/wire/imap/messageSet.ts';
import type { SearchKey } from '../../mail/wire/imap/search.ts';
import { sequenceSetTest } from '../../mail/wire/imap/sequenceSet.ts';
import type { TextField } from '../store/digests.ts';
import { folded } from '../store/folded.ts';
import { type ImapContext, viewOf } from './context.ts';
import type { MailboxView, Numbered } from './view.ts';

/** From so many messages on the index of all mailboxes is asked; fewer are looked into. */
const indexedFrom = 1_000;
/** How many messages are looked into before other sessions get their turn. */
const batch = 1_000;

/** By key, the UIDs of messages that have its text: exactly for TEXT and BODY; for header fields those that may. */
export type FoundTexts = ReadonlyMap<SearchKey, ReadonlySet<number>>;

/** Looks for the texts of all keys. */
export async function foundTexts(context: ImapContext, key: SearchKey): Promise<FoundTexts> {
  const found = new Map<SearchKey, ReadonlySet<number>>();
  for (const leaf of textLeaves(key))
    found.set(leaf, new Set(await uidsWith(context, fieldOf(leaf), folded(leaf.text))));
  return found;
}

/** Sets and texts that must hold narrow the messages before any is read. */
export function narrowed(view: MailboxView, key: SearchKey, texts: FoundTexts): readonly Numbered[] {
  const must = key.key === 'AND' ? key.of : [key];
  const tests = must.flatMap((one) => {
    if (one.key === 'SEQ' || one.key === 'UID') return [setTest(one.key, one.set, view)];
    const uids = texts.get(one);
    return uids ? [({ uid }: Numbered) => uids.has(uid)] : [];
  });
  const smallest = must.flatMap((one) => texts.get(one) ?? []).sort((a, b) => a.size - b.size)[0];
  const start = smallest ? view.numbered([...smallest]) : view.all();
  return tests.length === 0 ? start : start.filter((one) => tests.every((holds) => holds(one)));
}

/** Membership in a set by its own numbers. */
export function setTest(
  kind: 'SEQ' | 'UID',
  set: MessageSet,
  view: MailboxView,
): (one: { readonly sequence: number; readonly uid: number }) => boolean {
  if (set === '$') {
    const saved = new Set(view.saved);
    return ({ uid }) => saved.has(uid);
  }
  const test = sequenceSetTest(set, kind === 'UID' ? (view.uids.at(-1) ?? 0) : view.count);
  return kind === 'UID' ? ({ uid }) => test(uid) : ({ sequence }) => test(sequence);
}

type TextLeaf = Extract<SearchKey, { readonly text: string }>;

function textLeaves(key: SearchKey): readonly TextLeaf[] {
  if (key.key === 'AND') return key.of.flatMap(textLeaves);
  if (key.key === 'OR') return [...textLeaves(key.left), ...textLeaves(key.right)];
  if (key.key === 'NOT') return textLeaves(key.of);
  // A header field that is only asked whether it is there has no text to look for.
  return 'text' in key && (key.text !== '' || fieldOf(key) !== 'header') ? [key] : [];
}

function fieldOf({ key }: TextLeaf): TextField {
  return key === 'TEXT' ? 'both' : key === 'BODY' ? 'body' : 'header';
}

async function uidsWith(context: ImapContext, field: TextField, text: string): Promise<readonly number[]> {
  const { digests } = context.store;
  const { mailboxId, uids } = viewOf(context);
  if (text === '') return uids;
  if (uids.length >= indexedFrom && digests.isIndexed(text)) return digests.indexedUids(mailboxId, field, text);
  const found: number[] = [];
  for (let at = 0; at < uids.length; at += batch) {
    if (at > 0) await otherWork();
    const range = { first: uids[at] ?? 0, last: uids[Math.min(at + batch, uids.length) - 1] ?? 0 };
    for (const uid of digests.lookedUpUids(mailboxId, range, field, text)) found.push(uid);
  }
  return found;
}
