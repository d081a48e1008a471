import { Readable } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { type Random, randomId } from '../../base/random.ts';
import { splitAddress } from '../../mail/mime/addressSyntax.ts';
import { bytesSource } from '../../mail/mime/byteSource.ts';
import { readMessage } from '../../mail/mime/read.ts';
import { redirected, redirectedHeaderMaxBytes } from '../../mail/mime/redirect.ts';
import { needsSmtpUtf8 } from '../../mail/mime/write.ts';
import type { AttachmentFile } from '../../protocol/records.ts';
import type { DraftContent } from './draftContent.ts';
import type { Sender } from './sender.ts';
import { envelopeFrom, envelopeTo, fromOf, ownCopies } from './senderFields.ts';

interface RedirectParts {
  readonly files: readonly AttachmentFile[];
  readonly clock: Clock;
  readonly random: Random;
  readonly openFile: (path: string) => AsyncIterable<Uint8Array>;
}

/**
 * A draft that passes a mail on (RFC 5322 §3.6.6). It keeps its Message-ID, so that answers join its thread; the way
 * there is told by Resent fields. Throws `draft.attachmentMissing` where the mail is not at hand.
 */
export async function composeRedirected(
  content: DraftContent,
  sender: Sender,
  { files, clock, random, openFile }: RedirectParts,
) {
  const reference = content.redirectOf?.reference ?? '';
  const file = files.find((each) => each.reference === reference);
  if (!file) throw new MailError('draft.attachmentMissing', { retry: 'afterUser', data: { reference } });
  const from = fromOf(content, sender);
  const domain = splitAddress(envelopeFrom(sender))?.domain ?? 'localhost';
  const resentId = `<${randomId(random, 26)}@${domain.startsWith('[') ? 'localhost' : domain}>`;
  const { subject, messageId } = readMessage(bytesSource(await beginningOf(openFile(file.path))));
  const recipients = envelopeTo([...content.to, ...content.cc, ...content.bcc, ...ownCopies(sender)]);
  const resent = { from, to: content.to, cc: content.cc, date: clock.now(), messageId: resentId };
  return {
    account: sender.id,
    envelope: { from: envelopeFrom(sender), to: recipients },
    messageId: messageId || resentId,
    subject,
    smtpUtf8: needsSmtpUtf8([from.address, ...recipients]),
    eightBit: true, // It may be: the outbox looks at each octet.
    answers: [],
    forwards: [],
    html: undefined,
    text: '',
    open: () => Readable.from(redirected(openFile(file.path), resent), { objectMode: false }),
  };
}

/** Enough of a mail for its header. */
async function beginningOf(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= redirectedHeaderMaxBytes) break;
  }
  return Buffer.concat(chunks);
}
