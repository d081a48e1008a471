import { otherWork } from '../../base/clock.ts';
import type { FetchAttribute } from '../../mail/wire/imap/fetch.ts';
import { sequenceSetOf, sequenceSetTest, writeSequenceSet } from '../../mail/wire/imap/sequenceSet.ts';
import type { ListedMessage, StoredSyntax } from '../store/messages.ts';
import { type CommandOf, type Handler, type ImapContext, viewOf } from './context.ts';
import { tellsModSeq } from './enable.ts';
import { FetchResponses } from './fetchResponses.ts';
import { bad, done, no } from './reply.ts';
import type { MailboxView, Numbered } from './view.ts';

/** How many messages are read at once, before other sessions get their turn. */
const batch = 200;

/** RFC 9051 §6.4.5, with the RFC822 items of RFC 3501 and the modifiers of RFC 7162 §3.1.4 and §3.2.6. */
export const fetch: Handler<'FETCH'> = async (context, command) => {
  const { uid: byUid, set, attributes: asked, changedSince, vanished } = command;
  if (vanished && (!byUid || changedSince === null || !context.enabled.has('QRESYNC'))) return bad('VANISHED');
  const view = viewOf(context);
  const targets = view.resolve(set, byUid);
  const asksModSeq = changedSince !== null || asked.some(({ name }) => name === 'MODSEQ');
  if (asksModSeq) context.enabled.add('CONDSTORE');
  if (vanished) tellVanished(context, view, command);
  const seen = new Set(marksSeen(asked) && !view.readOnly ? markSeen(context, view, targets) : []);
  const attributes = withImplied(context, asked, byUid, changedSince !== null);
  const responses = new FetchResponses(context, view, attributes);
  let known = true;
  for (let at = 0; at < targets.length; at += batch) {
    for (const [target, message] of listed(context, view, targets.slice(at, at + batch), responses.columns)) {
      if (changedSince !== null && message.modSeq <= changedSince) continue;
      known = responses.add(target, message, seen.has(target.uid)) && known;
      if (responses.isFull) {
        context.send(responses.take());
        await context.drained();
      }
    }
    context.send(responses.take());
    await context.drained();
    if (at + batch < targets.length) await otherWork();
  }
  return known ? done : no('UNKNOWN-CTE', 'a part has a transfer encoding that is not known here');
};

/** What of the targets is still there: one expunged by another session is told as news later. */
function* listed(
  { store }: ImapContext,
  view: MailboxView,
  targets: readonly Numbered[],
  columns: readonly StoredSyntax[],
): Generator<[Numbered, ListedMessage]> {
  const ranges = rangesOf(targets);
  let next = 0;
  for (const { first, last } of ranges) {
    for (const message of store.messages.list(view.mailboxId, first, last, columns)) {
      while ((targets[next]?.uid ?? Number.POSITIVE_INFINITY) < message.uid) next++;
      const target = targets[next];
      if (target?.uid === message.uid) yield [target, message];
    }
  }
}

/** Runs of messages that follow each other, as ranges of UIDs: one look into the store for each. */
function rangesOf(targets: readonly Numbered[]): { first: number; last: number }[] {
  const ranges: { first: number; last: number; sequence: number }[] = [];
  for (const { uid, sequence } of targets) {
    const open = ranges.at(-1);
    if (open && sequence === open.sequence + 1) Object.assign(open, { last: uid, sequence });
    else ranges.push({ first: uid, last: uid, sequence });
  }
  return ranges;
}

function tellVanished(context: ImapContext, view: MailboxView, { set, changedSince }: CommandOf<'FETCH'>): void {
  const isAsked = set === '$' ? () => false : sequenceSetTest(set, Number.MAX_SAFE_INTEGER);
  const gone = context.store.messages.expungedSince(view.mailboxId, changedSince ?? 0).filter(isAsked);
  if (gone.length > 0) context.send(`* VANISHED (EARLIER) ${writeSequenceSet(sequenceSetOf(gone))}\r\n`);
}

function withImplied(
  context: ImapContext,
  asked: readonly FetchAttribute[],
  byUid: boolean,
  since: boolean,
): readonly FetchAttribute[] {
  // RFC 7162 §3.1.4.1: CHANGEDSINCE asks for the mod-sequence as well.
  const counted = since ? withAttribute(asked, 'MODSEQ') : asked;
  const flags = tellsModSeq(context) && counted.some(({ name }) => name === 'FLAGS');
  return byUid || flags ? withAttribute(flags ? withAttribute(counted, 'MODSEQ') : counted, 'UID') : counted;
}

function withAttribute(attributes: readonly FetchAttribute[], name: 'UID' | 'MODSEQ'): readonly FetchAttribute[] {
  return attributes.some((one) => one.name === name) ? attributes : [{ name }, ...attributes];
}

function marksSeen(attributes: readonly FetchAttribute[]): boolean {
  return attributes.some(
    (one) =>
      one.name === 'RFC822' ||
      one.name === 'RFC822.TEXT' ||
      ((one.name === 'BODY[]' || one.name === 'BINARY[]') && !one.peek),
  );
}

function markSeen({ store }: ImapContext, view: MailboxView, targets: readonly Numbered[]): readonly number[] {
  const { messages } = store;
  const uids = targets
    .map(({ uid }) => uid)
    .filter((uid) => messages.head(view.mailboxId, uid)?.flags.includes('\\Seen') === false);
  if (uids.length === 0) return uids;
  store.write([view.mailboxId], () => messages.store(view.mailboxId, uids, 'add', ['\\Seen']));
  view.noteTold(uids);
  return uids;
}
