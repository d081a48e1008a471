import { MailError } from '../../base/errors.ts';
import { type Mailbox, sameAddress } from '../../mail/mime/address.ts';
import type { SourceMessage } from './sourceMessage.ts';

export interface ReplyRecipients {
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
}

/** `one`: the writer. `all`: everybody who is in it. `list`: the mailing list that it came by. */
export type ReplyScope = 'one' | 'all' | 'list';

/**
 * Whom an answer goes to. One person: who wrote it, or whom Mail-Reply-To, else Reply-To name; not the list that set its
 * own address there. All: the same and whom the mail was to, Cc stays Cc; Mail-Followup-To where the writer set one. A
 * list: its List-Post (RFC 2369 §3.4). Never oneself, unless nobody else is left, and never Bcc. Resent-* fields say who
 * passed a mail on, not who converses (RFC 5322 §3.6.6).
 *
 * `isOwn`: an address of any account here; `isSelf`: of the account that the mail lies in. A mail from another account of
 * one's own is answered like anybody's. Throws `draft.noList`.
 */
export function replyRecipients(
  source: SourceMessage,
  {
    scope,
    isOwn,
    isSelf = isOwn,
  }: {
    readonly scope: ReplyScope;
    readonly isOwn: (address: string) => boolean;
    readonly isSelf?: (address: string) => boolean;
  },
): ReplyRecipients {
  if (scope === 'list') return { to: listOf(source), cc: [] };
  const all = scope === 'all';
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

/** With the name that the mail calls it by, where it does. */
function listOf({ listPost, to, cc }: SourceMessage): readonly Mailbox[] {
  const [address] = listPost;
  if (address === undefined) throw new MailError('draft.noList', { retry: 'never' });
  return [[...to, ...cc].find((one) => sameAddress(one.address, address)) ?? { name: '', address }];
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
  const { replyTo, mailReplyTo, from, listPost } = source;
  if (mailReplyTo.length > 0) return mailReplyTo;
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
