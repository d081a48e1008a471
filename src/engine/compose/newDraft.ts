import { formatMailbox, type Mailbox, sameAddress } from '../../mail/mime/address.ts';
import type { AccountId } from '../../protocol/records.ts';
import { type DraftDocument, writeDraft } from './draftWriter.ts';
import { quoteForward, quoteReply } from './quote.ts';
import { receivedAs } from './receivedAs.ts';
import { type ReplyScope, replyRecipients } from './replyRecipients.ts';
import { identitiesOf, isOwnAddress, mainSender, type Sender, type SenderAccount, senderAs } from './sender.ts';
import type { SourceMessage } from './sourceMessage.ts';
import { forwardSubject, replySubject } from './subjects.ts';

/** Drafts as they open: new, as an answer, or with another's mail inside. */

export interface DraftWishes {
  readonly to: readonly Mailbox[];
  readonly subject: string;
  readonly body: string;
  readonly attach: readonly string[];
  /** Of a new draft: what its body is, where that is not Markdown. */
  readonly format?: 'plain';
}

export interface DraftCircumstances {
  readonly accounts: readonly SenderAccount[];
  /** The account that the person works in, or that got the mail. */
  readonly account: AccountId | undefined;
  /** As whom new mail is written here: an identity's id or address. One that is none of ours counts for nothing. */
  readonly identity?: string | undefined;
  /** IANA name; the machine's own when undefined. */
  readonly timeZone?: string;
}

/** How a person answers. */
export interface ReplyStyle {
  /** Where one writes: above what is quoted, below it, or without a quote. */
  readonly place: 'above' | 'below' | 'none';
  /** What of the mail is quoted, where only a part was selected. */
  readonly selection: string;
  /** The original as a quote in HTML instead of Markdown; empty: there is none, or it is not wanted. */
  readonly html: string;
}

export const plainReply: ReplyStyle = { place: 'above', selection: '', html: '' };

/** References that a draft carries (RFC 5322 §3.6.4 lets the middle of a long chain go). */
const referencesMax = 20;

export function composeNew(wishes: DraftWishes, circumstances: DraftCircumstances): DraftDocument {
  const { accounts, identity } = circumstances;
  const bound = identity === undefined ? undefined : boundSender(identity, accounts);
  return writeDraft({ ...fromLine(circumstances, bound), ...wishes });
}

/** The sender that a folder's settings name, by an identity's id or by an address. */
export function boundSender(named: string, accounts: readonly SenderAccount[]): Sender | undefined {
  for (const account of ableOf(accounts)) {
    const identity = identitiesOf(account).find(({ id }) => id === named);
    if (identity) return { ...account, identity, address: identity.address };
  }
  return senderAs({ name: '', address: named }, ableOf(accounts));
}

/**
 * An answer. What `wishes` name is added. The threading fields are carried in the draft itself (`in-reply-to`,
 * `references`), so that it can be kept, moved and sent when the answered mail is long gone. Throws `draft.noList`.
 */
export function composeReply(
  source: SourceMessage,
  { scope, style = plainReply }: { readonly scope: ReplyScope; readonly style?: ReplyStyle },
  wishes: DraftWishes,
  circumstances: DraftCircumstances,
): DraftDocument {
  const { accounts, account, timeZone } = circumstances;
  const isOwn = (address: string) => isOwnAddress(address, accounts);
  const home = accounts.filter(({ id }) => id === account);
  const isSelf = (address: string) => isOwnAddress(address, home.length > 0 ? home : accounts);
  const { to, cc } = replyRecipients(source, { scope, isOwn, isSelf });
  const quote = style.place === 'none' ? '' : quoteReply(source, style, timeZone);
  const below = style.place === 'below';
  return writeDraft({
    ...fromLine(circumstances, receiver(source, circumstances)),
    to: [...to, ...wishes.to],
    cc,
    subject: wishes.subject || replySubject(source.subject),
    attach: wishes.attach,
    inReplyTo: source.messageId,
    references: thread(source),
    body: below ? `${quote}\n${wishes.body}` : quote ? `${wishes.body}\n\n${quote}` : wishes.body,
    writeBelow: below,
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
    ...fromLine(circumstances, receiver(source, circumstances)),
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
    ...fromLine(circumstances, receiver(source, circumstances)),
    to: wishes.to,
    subject: wishes.subject || forwardSubject(source.subject),
    attach: [`message:${source.id}`, ...wishes.attach],
    references: thread(source),
    body: wishes.body,
  });
}

/**
 * The mail once more as a draft: text, people, attachments. `again`: it stays where it was in its thread, as when a mail
 * of one's own is sent once more; else it is a new one.
 */
export function composeAgain(
  source: SourceMessage,
  { again }: { readonly again: boolean },
  wishes: DraftWishes,
  circumstances: DraftCircumstances,
): DraftDocument {
  const [parent] = source.references.slice(-1);
  return writeDraft({
    ...fromLine(circumstances, receiver(source, circumstances)),
    to: [...source.to, ...wishes.to],
    cc: source.cc,
    bcc: source.bcc,
    replyTo: source.replyTo,
    subject: wishes.subject || source.subject,
    attach: [...source.attachments.map(({ index }) => `message:${source.id}#${index}`), ...wishes.attach],
    ...(source.format === 'markdown' ? {} : { format: source.format }),
    ...(again && parent ? { inReplyTo: parent, references: source.references } : {}),
    body: source.text,
  });
}

/** A draft that passes the mail on as it is (RFC 5322 §3.6.6): only whom it goes to is written. */
export function composeRedirect(
  source: SourceMessage,
  wishes: DraftWishes,
  circumstances: DraftCircumstances,
): DraftDocument {
  return writeDraft({
    ...fromLine(circumstances, receiver(source, circumstances)),
    to: wishes.to,
    subject: source.subject,
    redirectOf: `message:${source.id}`,
    body: '',
  });
}

function thread({ references, messageId }: SourceMessage): readonly string[] {
  const chain = [...references.filter((id) => id !== messageId), ...(messageId ? [messageId] : [])];
  if (chain.length <= referencesMax) return chain;
  return [...chain.slice(0, 1), ...chain.slice(1 - referencesMax)];
}

/** As whom the mail came: of the account that it lies in; of any, where that one can't send. */
function receiver(source: SourceMessage, { accounts, account }: DraftCircumstances): Sender | undefined {
  const able = ableOf(accounts);
  const home = able.filter(({ id }) => id === account);
  return receivedAs(source, home.length > 0 ? home : able);
}

/** `from:` where there is a choice, or where it is not what would be taken anyway. */
function fromLine({ accounts, account }: DraftCircumstances, chosen: Sender | undefined): { readonly from?: string } {
  const able = ableOf(accounts);
  const [first] = able;
  const home = able.find(({ id }) => id === account) ?? first;
  const sender = chosen ?? (home && mainSender(home));
  if (!first || !sender) return {};
  const choices = able.flatMap(identitiesOf).length;
  if (choices < 2 && sameAddress(sender.address, first.config.address)) return {};
  return { from: formatMailbox({ name: sender.identity.name, address: sender.address }) };
}

function ableOf(accounts: readonly SenderAccount[]): readonly SenderAccount[] {
  return accounts.filter(({ config }) => config.smtp);
}
