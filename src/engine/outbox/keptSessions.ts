import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import type { SmtpSession } from '../../mail/smtp/connection.ts';
import type { AccountId } from '../../protocol/records.ts';
import { keptIdleMs, keptMaxMails } from './limits.ts';

interface Kept {
  readonly session: SmtpSession;
  /** What the connection was made with: another server or user needs another connection. */
  readonly key: string;
  readonly idle: Disposable;
}

/** Connections that wait a moment for the next mail of a burst, one for an account. */
export class KeptSessions {
  readonly #clock: Clock;
  readonly #kept = new Map<AccountId, Kept>();
  readonly #mails = new WeakMap<SmtpSession, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a mail that a session takes. False: it has taken its share, and the next one finds another connection. */
  count(session: SmtpSession): boolean {
    const mails = (this.#mails.get(session) ?? 0) + 1;
    this.#mails.set(session, mails);
    return mails < keptMaxMails;
  }

  keep(account: AccountId, key: string, session: SmtpSession): void {
    this.#take(account)?.quit();
    const idle = this.#clock.after(keptIdleMs, () => this.#take(account)?.quit());
    this.#kept.set(account, { session, key, idle });
  }

  /** The session that waits for the account; it waits no more. One that was made otherwise is let go. */
  take(account: AccountId, key: string): SmtpSession | undefined {
    const fits = this.#kept.get(account)?.key === key;
    const session = this.#take(account);
    if (!session || (fits && session.isOpen)) return session;
    session.quit();
    return undefined;
  }

  closeAll(): void {
    for (const account of [...this.#kept.keys()]) this.#take(account)?.quit();
  }

  #take(account: AccountId): SmtpSession | undefined {
    const kept = this.#kept.get(account);
    kept?.idle.dispose();
    this.#kept.delete(account);
    return kept?.session;
  }
}
