import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { type Random, randomId } from '../../base/random.ts';
import { asciiAddress, splitAddress } from '../../mail/mime/addressSyntax.ts';
import { type ReceiptWish, receiptWishIn } from '../../mail/mime/receiptWish.ts';
import { writeReceipt } from '../../mail/mime/writeReceipt.ts';
import type { MailboxId, MessageContent, MessageRow } from '../../protocol/records.ts';
import { receivedAs } from '../compose/receivedAs.ts';
import { mainSender, type SenderAccount, senderAs } from '../compose/sender.ts';
import { sourceOf } from '../compose/sourceMessage.ts';
import type { MailboxStateStore } from '../store/mailboxState.ts';
import type { ReceiptAnswers } from '../store/receiptAnswers.ts';
import type { Outbox } from './outbox.ts';

export interface ReceiptsDependencies {
  readonly answers: ReceiptAnswers;
  readonly mailboxes: Pick<MailboxStateStore, 'find'>;
  /** The accounts with their identities, as they are now. */
  readonly people: () => readonly SenderAccount[];
  readonly outbox: Pick<Outbox, 'enqueueBuilt'>;
  readonly version: string;
  readonly clock: Clock;
  readonly random: Random;
}

type Shown = Pick<MessageContent, 'headers'> & { readonly row: MessageRow };

/**
 * Wishes of senders to be told when their mail is read (RFC 8098). Nothing is ever sent by itself: a person is asked once
 * for each mail, and only where the answer would go to whom the mail came from.
 */
export class Receipts {
  readonly #dependencies: ReceiptsDependencies;

  constructor(dependencies: ReceiptsDependencies) {
    this.#dependencies = dependencies;
  }

  /** What a person may be asked about a mail; undefined where nothing is, or was answered, here or by another program. */
  wish({ row, headers }: Shown): ReceiptWish | undefined {
    if (row.messageId === '' || !this.#isIncoming(row.mailbox) || isAnswered(row)) return undefined;
    const { answers, people } = this.#dependencies;
    if (answers.has(row.account, row.messageId)) return undefined;
    if (row.from.some((person) => senderAs(person, people(), { wildcards: false }))) return undefined;
    return receiptWishIn(
      headers.map(([name = '', value = '']) => [name, value] as const),
      row.from,
    );
  }

  /**
   * Sends the receipt that the person has agreed to; `words`: its subject and text, in the person's language. Throws
   * `receipt.notWanted` where there is none to send, `account.receiveOnly`, `store.…`.
   */
  async send(content: MessageContent, words: { readonly subject: string; readonly text: string }): Promise<void> {
    const { people, outbox, answers, version, clock, random } = this.#dependencies;
    const { row } = content;
    const wish = this.wish(content);
    const own = people().find(({ id }) => id === row.account);
    const reader = receivedAs(sourceOf(content, ''), people()) ?? (own && mainSender(own));
    if (!wish?.isSender || !reader) throw new MailError('receipt.notWanted', { retry: 'never' });
    const from = { name: reader.identity.name, address: reader.address };
    const messageId = `<${randomId(random, 26)}@${splitAddress(asciiAddress(from.address))?.domain ?? 'localhost'}>`;
    const bytes = writeReceipt({
      ...{ from, to: wish.to, ...words, date: clock.now(), messageId, original: row.messageId },
      ...{ program: `Mailroom; Mailroom ${version}`, boundary: randomId(random, 24) },
    });
    await outbox.enqueueBuilt({
      account: reader.id,
      envelope: { from: '', to: [asciiAddress(wish.to)] }, // RFC 8098 §2.1: reports about it must come back to nobody.
      ...{ messageId, subject: words.subject, eightBit: false, answers: [], forwards: [], notify: 'NEVER' },
      open: async function* () {
        yield bytes;
      },
    });
    answers.set(row.account, row.messageId, 'sent', clock.now());
  }

  decline({ account, messageId }: MessageRow): void {
    const { answers, clock } = this.#dependencies;
    if (messageId !== '') answers.set(account, messageId, 'declined', clock.now());
  }

  #isIncoming(mailbox: MailboxId): boolean {
    const use = this.#dependencies.mailboxes.find(mailbox)?.specialUse ?? null;
    return use === null || !['sent', 'drafts', 'trash', 'junk'].includes(use);
  }
}

/** RFC 3503 §3: whoever finds it set asks no more. */
export const mdnSent = '$MDNSent';

function isAnswered({ flags }: MessageRow): boolean {
  return flags.some((flag) => flag.toLowerCase() === mdnSent.toLowerCase() || flag.toLowerCase() === '\\draft');
}
