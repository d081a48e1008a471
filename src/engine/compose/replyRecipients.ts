import { type Mailbox, sameAddress } from '../../mail/mime/address.ts';
import type { SourceMessage } from './sourceMessage.ts';

export interface ReplyRecipients {
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
}

/**
 * Whom an answer goes to. One person: who wrote it, or whom Reply-To names; not the list that set its own address there.
 * All: the same and whom the mail was to, Cc stays Cc; Mail-Followup-To where the writer set one. Never oneself, unless
 * nobody else is left, and never Bcc. Resent-* fields say who passed a mail on, not who converses.
 *
 * `isOwn`: an address of any account here; `isSelf`: of the account that the mail lies in. A mail from another account of
 * one's own is answered like anybody's.
 */
export function replyRecipients(
  source: SourceMessage,
  {
    all,
    isOwn,
    isSelf = isOwn,
  }: {
    readonly all: boolean;
    readonly isOwn: (address: string) => boolean;
    readonly isSelf?: (address: string) => boolean;
  },
): ReplyRecipients {
  const mine = source.from.length > 0 && source.from.every(({ address }) => isSelf(address));
  const others = (list: readonly Mailbox[]) => list.filter(({ address }) => !isOwn(address));
  if (mine) return goOn(source, all, others);
  const sender = answerTo(source, all);
  if (!all) return { to: unique(sender), cc: [] };
  if (source.mailFollowupTo.length > 0) {
    const followers = unique(others(source.mailFollowupTo));
    return { to: followers.length > 0 ? followers : unique(sender), cc: [] };
  }
  const to = unique([...sender.filter(({ address }) => !isSelf(address)), ...others(source.to)]);
  const cc = without(unique(others(source.cc)), to);
  if (to.length > 0) return { to, cc };
  return cc.length > 0 ? { to: cc, cc: [] } : { to: unique(sender), cc: [] };
}

/** An answer to one's own mail goes on with the people it was to. */
function goOn(
  source: SourceMessage,
  all: boolean,
  others: (list: readonly Mailbox[]) => readonly Mailbox[],
): ReplyRecipients {
  const to = unique(others(source.to));
  const cc = without(unique(others(source.cc)), to);
  if (to.length === 0 && cc.length === 0) return { to: unique(source.to.length > 0 ? source.to : source.from), cc: [] };
  if (to.length === 0) return { to: cc, cc: [] };
  return { to, cc: all ? cc : [] };
}

/** Reply-To says where answers go. Where it is just the list, who wants the person gets the person. */
function answerTo(source: SourceMessage, all: boolean): readonly Mailbox[] {
  const { replyTo, from, listPost } = source;
  if (replyTo.length === 0) return from;
  const onlyList = replyTo.every(({ address }) => listPost.some((list) => sameAddress(list, address)));
  if (!onlyList) return replyTo;
  const person = from.filter(({ address }) => !listPost.some((list) => sameAddress(list, address)));
  if (person.length === 0) return replyTo;
  return all ? [...person, ...replyTo] : person;
}

function unique(list: readonly Mailbox[]): readonly Mailbox[] {
  return list.filter((one, index) => list.findIndex((other) => sameAddress(one.address, other.address)) === index);
}

function without(list: readonly Mailbox[], taken: readonly Mailbox[]): readonly Mailbox[] {
  return list.filter(({ address }) => !taken.some((other) => sameAddress(other.address, address)));
}
