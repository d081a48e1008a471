import { sequenceSetOf, writeSequenceSet } from '../../mail/wire/imap/sequenceSet.ts';
import { type CommandOf, type Handler, type ImapContext, viewOf } from './context.ts';
import { tellsModSeq } from './enable.ts';
import { done, no, ok } from './reply.ts';
import type { MailboxView, Numbered } from './view.ts';

/** RFC 9051 §6.4.6; with UNCHANGEDSINCE what somebody else changed is left, and named in MODIFIED (RFC 7162 §3.1.3). */
export const store: Handler<'STORE'> = (context, command) => {
  const { uid: byUid, set, unchangedSince } = command;
  const view = viewOf(context);
  if (view.readOnly) return no('READ-ONLY');
  const { messages } = context.store;
  const targets = view.resolve(set, byUid);
  if (unchangedSince !== null) context.enabled.add('CONDSTORE');
  const isNewer = ({ uid }: Numbered) =>
    unchangedSince !== null && (messages.head(view.mailboxId, uid)?.modSeq ?? 0) > unchangedSince;
  const left = targets.filter(isNewer);
  const kept = left.length === 0 ? targets : targets.filter((target) => !left.includes(target));
  const uids = kept.map(({ uid }) => uid);
  const changed = context.store.write([view.mailboxId], () =>
    messages.store(view.mailboxId, uids, command.mode, command.flags),
  );
  view.noteTold(changed);
  tell(context, view, command, kept);
  if (left.length === 0) return done;
  const modified = sequenceSetOf(left.map(({ uid, sequence }) => (byUid ? uid : sequence)));
  return ok(`MODIFIED ${writeSequenceSet(modified)}`);
};

/** The flags unless they were not asked for, and the mod-sequence in either case where the session hears of them. */
function tell(
  context: ImapContext,
  view: MailboxView,
  { uid: byUid, silent }: CommandOf<'STORE'>,
  targets: readonly Numbered[],
): void {
  const modSeq = tellsModSeq(context);
  if (silent && !modSeq) return;
  for (const { sequence, uid } of targets) {
    const head = context.store.messages.head(view.mailboxId, uid);
    if (!head) continue;
    const items = [
      ...(byUid || modSeq ? [`UID ${uid}`] : []),
      ...(silent ? [] : [`FLAGS ${view.flagList(head)}`]),
      ...(modSeq ? [`MODSEQ (${head.modSeq})`] : []),
    ];
    context.send(`* ${sequence} FETCH (${items.join(' ')})\r\n`);
  }
}
