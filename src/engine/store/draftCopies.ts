import type { AccountId, MailboxId } from '../../protocol/records.ts';
import { accountId, mailboxId } from '../../protocol/records.ts';
import type { Database, Row } from './database.ts';

/** A draft's copy in its account's Drafts mailbox. */
export interface DraftCopy {
  readonly uri: string;
  /** Names the draft in its copies, whichever program saved them last: random, the same for all copies. */
  readonly key: string;
  readonly account: AccountId;
  readonly mailbox: MailboxId;
  readonly uidValidity: number;
  /** 0: there is none at the moment. */
  readonly uid: number;
  readonly messageId: string;
  /** The text that here and there agree on. */
  readonly base: string;
  /** Of a copy that is on its way; empty: none is. */
  readonly nextMessageId: string;
  readonly nextBase: string;
  /** What another client made of it, as a draft's text, until it is taken up here; empty: nothing. */
  readonly incoming: string;
  readonly incomingUid: number;
}

/** Copies of drafts on servers, in user.db: without them a second copy would come with each start. */
export class DraftCopyStore {
  readonly #db: Database;

  constructor({ user }: { user: Database }) {
    this.#db = user;
  }

  all(): readonly DraftCopy[] {
    return this.#db.all('SELECT * FROM draft_copy ORDER BY uri').map(toCopy);
  }

  find(uri: string): DraftCopy | undefined {
    const row = this.#db.get('SELECT * FROM draft_copy WHERE uri = :uri', { uri });
    return row && toCopy(row);
  }

  inMailbox(mailbox: MailboxId): readonly DraftCopy[] {
    return this.#db.all('SELECT * FROM draft_copy WHERE mailbox = :mailbox ORDER BY uri', { mailbox }).map(toCopy);
  }

  put(copy: DraftCopy): void {
    this.#db.write('draftCopy.put', () =>
      this.#db.run(
        `INSERT OR REPLACE INTO draft_copy (uri, draft_key, account, mailbox, uid_validity, uid, message_id, base, next_message_id,
           next_base, incoming, incoming_uid)
         VALUES (:uri, :key, :account, :mailbox, :uidValidity, :uid, :messageId, :base, :nextMessageId, :nextBase, :incoming,
           :incomingUid)`,
        { ...copy },
      ),
    );
  }

  forget(uri: string): void {
    this.#db.write('draftCopy.forget', () => this.#db.run('DELETE FROM draft_copy WHERE uri = :uri', { uri }));
  }
}

function toCopy(row: Row): DraftCopy {
  return {
    uri: String(row['uri']),
    key: String(row['draft_key']),
    account: accountId.parse(row['account']),
    mailbox: mailboxId.parse(row['mailbox']),
    uidValidity: Number(row['uid_validity']),
    uid: Number(row['uid']),
    messageId: String(row['message_id']),
    base: String(row['base']),
    nextMessageId: String(row['next_message_id']),
    nextBase: String(row['next_base']),
    incoming: String(row['incoming']),
    incomingUid: Number(row['incoming_uid']),
  };
}
