import type { Mailbox } from '../../mail/mime/address.ts';
import { formatMailbox } from '../../mail/mime/address.ts';
import type { AccountId } from '../../protocol/records.ts';
import { type DraftDocument, writeDraft } from './draftWriter.ts';
import { quoteForward, quoteReply } from './quote.ts';
import { replyRecipients } from './replyRecipients.ts';
import { isOwnAddress, type SenderAccount } from './sender.ts';
import type { SourceMessage } from './sourceMessage.ts';
import { forwardSubject, replySubject } from './subjects.ts';

/** Drafts as they open: new, as an answer, or with another's mail inside. */

export interface DraftWishes {
  readonly to: readonly Mailbox[];
  readonly subject: string;
  readonly body: string;
  readonly attach: readonly string[];
}

export interface DraftCircumstances {
  readonly accounts: readonly SenderAccount[];
  /** The account that the person works in, or that got the mail. */
  readonly account: AccountId | undefined;
  /** IANA name; the machine's own when undefined. */
  readonly timeZone?: string;
}

/** References that a draft carries (RFC 5322 §3.6.4 lets the middle of a long chain go). */
const referencesMax = 20;

export function composeNew(wishes: DraftWishes, circumstances: DraftCircumstances): DraftDocument {
  return writeDraft({ ...fromLine(circumstances), ...wishes, body: wishes.body });
}

/**
 * `all`: to everybody who is in it. What `wishes` name is added. The threading fields are carried in the draft itself
 * (`in-reply-to`, `references`), so that it can be kept, moved and sent when the answered mail is long gone.
 */
export function composeReply(
  source: SourceMessage,
  { all }: { readonly all: boolean },
  wishes: DraftWishes,
  circumstances: DraftCircumstances,
): DraftDocument {
  const { accounts, account, timeZone } = circumstances;
  const isOwn = (address: string) => isOwnAddress(address, accounts);
  const home = accounts.filter(({ id }) => id === account);
  const isSelf = (address: string) => isOwnAddress(address, home.length > 0 ? home : accounts);
  const { to, cc } = replyRecipients(source, { all, isOwn, isSelf });
  return writeDraft({
    ...fromLine(circumstances, source),
    to: [...to, ...wishes.to],
    cc,
    subject: wishes.subject || replySubject(source.subject),
    attach: wishes.attach,
    inReplyTo: source.messageId,
    references: thread(source),
    body: `${wishes.body}\n\n${quoteReply(source, timeZone)}`,
  });
}

/** With the mail's text in the body and its attachments named. Its thread is kept for oneself; it answers nobody. */
export function composeForward(
  source: SourceMessage,
  wishes: DraftWishes,
  circumstances: DraftCircumstances,
): DraftDocument {
  const attached = source.attachments
    .filter(({ inline }) => !inline)
    .map(({ index }) => `message:${source.id}#${index}`);
  return writeDraft({
    ...fromLine(circumstances, source),
    to: wishes.to,
    subject: wishes.subject || forwardSubject(source.subject),
    attach: [...attached, ...wishes.attach],
    references: thread(source),
    forwardOf: source.id,
    body: `${wishes.body}\n\n${quoteForward(source, circumstances.timeZone)}`,
  });
}

/** With the whole mail as an attachment, every header of it. */
export function composeForwardAttached(
  source: SourceMessage,
  wishes: DraftWishes,
  circumstances: DraftCircumstances,
): DraftDocument {
  return writeDraft({
    ...fromLine(circumstances, source),
    to: wishes.to,
    subject: wishes.subject || forwardSubject(source.subject),
    attach: [`message:${source.id}`, ...wishes.attach],
    references: thread(source),
    body: wishes.body,
  });
}

function thread({ references, messageId }: SourceMessage): readonly string[] {
  const chain = [...references.filter((id) => id !== messageId), ...(messageId ? [messageId] : [])];
  if (chain.length <= referencesMax) return chain;
  return [...chain.slice(0, 1), ...chain.slice(1 - referencesMax)];
}

/** `from:` only where there is a choice: the address that the mail was to, of the account it came to. */
function fromLine({ accounts, account }: DraftCircumstances, source?: SourceMessage): { readonly from?: string } {
  const able = accounts.filter(({ config }) => config.smtp);
  if (able.length < 2) return {};
  const reached = source ? [...source.to, ...source.cc].map(({ address }) => address).concat(source.deliveredTo) : [];
  const home = able.find(({ id }) => id === account);
  const chosen = able.find(
    (each) => reached.some((address) => isOwnAddress(address, [each])) && (!home || each === home),
  );
  const sender = chosen ?? home ?? able[0];
  return sender ? { from: formatMailbox({ name: sender.config.name, address: sender.config.address }) } : {};
}
