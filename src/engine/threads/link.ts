/**
 * Which conversation a message belongs to: those that know its Message-ID or one of its References; an answer that names
 * nothing goes by its subject. Whatever order messages come in, the same ones end together: each says whom it knows, and
 * threads that turn out to be one are joined. A message costs its own thread, not the mailbox.
 */
import { baseSubject } from '../../mail/mime/baseSubject.ts';
import type { Linkable, ThreadStore } from '../store/threads.ts';
import { subjectSpanMs, subjectThreadsMax, threadMembersLookedAt } from './limits.ts';

/** Puts a message that has no thread yet into one, and says which. Inside a write of the store. */
export function linkMessage(message: Linkable, store: ThreadStore): number {
  const named = message.messageId === '' ? message.references : [...message.references, message.messageId];
  const known = new Set(named.map((id) => store.byReference(id)).filter((thread) => thread !== undefined));
  for (const thread of bySubject(message, store)) known.add(thread);
  const [first, ...others] = known;
  let thread = first ?? store.create(named[0] ?? `row:${message.row}`);
  for (const other of others) thread = store.join(thread, other);
  store.link(message, thread);
  for (const id of named) store.noteReference(id, thread);
  note(message, thread, store);
  return thread;
}

/**
 * Threads of the same base subject, where one of both mails is an answer that names nothing, they share somebody, and
 * lie within 14 days. Subject alone would put every "Hello" into one.
 */
function* bySubject(message: Linkable, store: ThreadStore): Generator<number> {
  const { base, isOrphan } = subjectOf(message);
  if (base === '') return;
  for (const orphan of store.orphans(base, subjectThreadsMax)) {
    const thread = goTogether(message, orphan) ? store.threadOf(orphan.row) : undefined;
    if (thread !== undefined) yield thread;
  }
  if (!isOrphan) return;
  for (const thread of store.bySubject(base, subjectThreadsMax)) {
    const members = store.members(thread, threadMembersLookedAt);
    if (members.some((member) => subjectOf(member).base === base && goTogether(message, member))) yield thread;
  }
}

function note(message: Linkable, thread: number, store: ThreadStore): void {
  const { base, isOrphan } = subjectOf(message);
  if (base === '') return;
  store.noteSubject(base, thread);
  if (isOrphan) store.noteOrphan(message.row, base);
}

function subjectOf({ subject, references }: Linkable): { readonly base: string; readonly isOrphan: boolean } {
  const { base, isReply } = baseSubject(subject);
  return { base, isOrphan: isReply && references.length === 0 };
}

function goTogether(one: Linkable, other: Linkable): boolean {
  if (Math.abs(one.date - other.date) > subjectSpanMs) return false;
  return [...one.people].some((person) => other.people.has(person));
}
