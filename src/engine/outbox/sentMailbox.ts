import { isMailError } from '../../base/errors.ts';
import { appendMessage } from '../../mail/imap/append.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { fetchList } from '../../mail/imap/fetchList.ts';
import { listMailboxes } from '../../mail/imap/list.ts';
import type { AccountId } from '../../protocol/records.ts';
import { readWhole } from '../files.ts';
import type { Connector } from '../sync/connector.ts';
import { specialUses } from '../sync/specialUse.ts';
import { appendMaxBytes } from './limits.ts';

/** Where a mailbox stands: messages that come get `uidNext` and above, as long as `uidValidity` stays. */
export interface MailboxPosition {
  readonly uidValidity: number;
  readonly uidNext: number;
}

/** What tells one mail from another in Sent. */
export interface SentEnvelope {
  /** With angle brackets; '' when it has none. */
  readonly messageId: string;
  readonly subject: string;
  /** The Date header in ms; 0 when it has none. */
  readonly date: number;
  readonly recipients: readonly string[];
}

/** The mailbox where an account keeps what it sent. */
export interface SentMailbox {
  /** Kept here: no server files a copy of its own, and none is waited for. */
  readonly isOursAlone?: boolean;
  /** Asks the server anew. */
  position(): Promise<MailboxPosition>;
  /** Envelopes of messages with this UID and above. */
  newer(uidNext: number): Promise<readonly SentEnvelope[]>;
  /** Stores the message of this file, marked as read. */
  append(path: string, date: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens an account's Sent; undefined when it has none. Throws `net.*`, `auth.*`. */
export type OpenSentMailbox = (
  account: AccountId,
  options: { readonly signal: AbortSignal },
) => Promise<SentMailbox | undefined>;

/** Runs a task on the connection that sync works with, in its turn. */
export type SharedConnection = <T>(
  account: AccountId,
  task: (connection: ImapConnection) => Promise<T>,
  options: { readonly signal: AbortSignal },
) => Promise<T>;

/** Over a connection of its own: what sync does meanwhile is not disturbed. Over sync's where the server allows no other. */
export function sentMailboxOver(connector: Connector, shared?: SharedConnection): OpenSentMailbox {
  return async (account, { signal }) => {
    let connection: ImapConnection;
    try {
      connection = await connector.open(account, { signal });
    } catch (error) {
      if (!shared || !isMailError(error, 'auth.tooMany')) throw error;
      return openShared((task) => shared(account, task, { signal }));
    }
    const onAbort = () => connection.close();
    signal.addEventListener('abort', onAbort, { once: true });
    void connection.closed.then(() => signal.removeEventListener('abort', onAbort)); // The signal lives as long as the engine.
    try {
      const path = await sentPath(connection);
      if (path !== undefined) return new ImapSentMailbox(connection, path);
    } catch (error) {
      connection.close();
      throw error;
    }
    await connection.logout();
    return undefined;
  };
}

async function sentPath(connection: ImapConnection): Promise<string | undefined> {
  const listed = await listMailboxes(connection);
  return [...specialUses(listed)].find(([, use]) => use === 'sent')?.[0];
}

async function openShared(
  run: <T>(task: (connection: ImapConnection) => Promise<T>) => Promise<T>,
): Promise<SentMailbox | undefined> {
  const path = await run(sentPath);
  if (path === undefined) return undefined;
  const sent = <T>(task: (mailbox: ImapSentMailbox) => Promise<T>) =>
    run(async (connection) => {
      await connection.select(path); // Another one is selected in between.
      return task(new ImapSentMailbox(connection, path));
    });
  return {
    position: () => sent((mailbox) => mailbox.position()),
    newer: (uidNext) => sent((mailbox) => mailbox.newer(uidNext)),
    append: (file, date) => sent((mailbox) => mailbox.append(file, date)),
    close: async () => {},
  };
}

class ImapSentMailbox implements SentMailbox {
  readonly #connection: ImapConnection;
  readonly #path: string;

  constructor(connection: ImapConnection, path: string) {
    this.#connection = connection;
    this.#path = path;
  }

  async position(): Promise<MailboxPosition> {
    const { uidValidity, uidNext } = await this.#connection.select(this.#path);
    return { uidValidity, uidNext };
  }

  async newer(uidNext: number): Promise<readonly SentEnvelope[]> {
    if (!this.#connection.selected) await this.#connection.select(this.#path);
    const found: SentEnvelope[] = [];
    await fetchList(this.#connection, { set: `${uidNext}:*`, by: 'uid' }, ({ uid, envelope }) => {
      if (uid < uidNext || !envelope) return; // RFC 9051 §9: `n:*` holds the last message whatever n is.
      const recipients = [...envelope.to, ...envelope.cc, ...envelope.bcc].map(({ address }) => address.toLowerCase());
      const { messageId, subject, date } = envelope;
      found.push({ messageId, subject, date: date ?? 0, recipients });
    });
    return found;
  }

  async append(path: string, date: number): Promise<void> {
    const bytes = await readWhole(path, appendMaxBytes);
    await appendMessage(this.#connection, this.#path, { bytes, flags: ['\\Seen'], date: new Date(date) });
  }

  async close(): Promise<void> {
    await this.#connection.logout();
  }
}
