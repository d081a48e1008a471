import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { type Random, randomId } from '../../base/random.ts';
import { bytesSource } from '../../mail/mime/byteSource.ts';
import { readMessage } from '../../mail/mime/read.ts';
import { sandboxAddress } from '../directory/directory.ts';
import { filesBelow, readBytes } from '../files.ts';
import { messageMaxBytes, recipientsMax } from '../limits.ts';
import type { Delivery } from '../smtp/delivery.ts';
import type { CaptureFeed } from './captureFeed.ts';
import { type MailSummary, summarize } from './mailSummary.ts';

export interface PreloadParts {
  readonly feed: CaptureFeed;
  readonly delivery: Delivery;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/**
 * Catches the `.eml` files of a folder as if they had just been sent: to whom they name, else to the catch-all. A mail that
 * the sandbox has (same Message-ID, date and subject) is left out, so that a second start doubles nothing. Throws
 * `file.missing`; a file that is too large is told to the log.
 */
export async function preload(folder: string, { feed, delivery, clock, random, log }: PreloadParts): Promise<void> {
  const known = new Set(feed.search(() => true).map(({ summary }) => keyOf(summary)));
  for (const path of filesBelow(folder, '.eml')) {
    const bytes = readBytes(path);
    if (bytes.length > messageMaxBytes) {
      log.warn('sandbox.preloadTooLarge', { path, size: bytes.length });
      continue;
    }
    const { summary } = summarize(bytes, []);
    if (known.has(keyOf(summary))) continue;
    known.add(keyOf(summary));
    const { to, cc, from } = readMessage(bytesSource(bytes));
    const named = [...to, ...cc].map(({ address }) => address).filter((address) => address.includes('@'));
    await delivery.deliver({
      from: from[0]?.address ?? '',
      recipients: named.length > 0 ? named.slice(0, recipientsMax) : [sandboxAddress],
      bytes,
      receivedAt: clock.now(),
      trace: { id: randomId(random), greeting: 'preload', address: '127.0.0.1', protocol: 'LMTP' },
    });
  }
}

function keyOf({ messageId, date, subject }: MailSummary): string {
  return JSON.stringify([messageId, date, subject]);
}
