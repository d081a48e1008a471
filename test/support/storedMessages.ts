/** What a test's Dovecot has on disk now: to see what arrived, without asking it by the protocol under test. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dovecot } from '../live/servers/dovecot.ts';
import { waitFor } from './waitFor.ts';

export interface StoredMessage {
  readonly bytes: Buffer;
  /** Maildir's letters in order: `S` read, `F` flagged, `R` answered, `T` deleted, `D` draft. */
  readonly flags: string;
}

interface Where {
  readonly dovecot: Dovecot;
  readonly address: string;
  /** As for `seedMailbox`. */
  readonly mailbox?: string;
}

/** Oldest first, as their files are named. A mailbox that isn't there has none. */
export async function storedMessages({ dovecot, address, mailbox = 'INBOX' }: Where): Promise<StoredMessage[]> {
  const root = dovecot.maildir(address);
  const folder = mailbox === 'INBOX' ? root : join(root, `.${mailbox}`);
  const lists = await Promise.all(['cur', 'new'].map((part) => filesIn(join(folder, part))));
  const byName = lists.flat().sort((one, other) => one.name.localeCompare(other.name));
  return Promise.all(
    byName.map(async ({ path, name }) => ({ bytes: await readFile(path), flags: name.split(':2,')[1] ?? '' })),
  );
}

/** Waits until the mailbox has a message whose bytes contain `text`, and returns it. */
export async function storedMessageWith(where: Where, text: string): Promise<StoredMessage> {
  return waitFor(async () => (await storedMessages(where)).find(({ bytes }) => bytes.includes(text)), {
    what: `a message with "${text}" in ${where.mailbox ?? 'INBOX'} of ${where.address}`,
    timeoutMs: 60_000,
  });
}

async function filesIn(folder: string): Promise<{ path: string; name: string }[]> {
  const names = await readdir(folder).catch(() => []); // The mailbox isn't there.
  return names.map((name) => ({ path: join(folder, name), name }));
}
