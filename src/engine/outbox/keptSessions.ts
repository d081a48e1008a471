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

/** Connections that wait a moment for the next mail of a burst: as many for an account as had mail side by side. */
export class KeptSessions {
  readonly #clock: Clock;
  readonly #kept = new Map<AccountId, Kept[]>();
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
    const idle = this.#clock.after(keptIdleMs, () => this.#drop(account, kept));
    const kept = { session, key, idle };
    this.#kept.set(account, [...(this.#kept.get(account) ?? []), kept]);
  }

  /** A session that waits for the account; it waits no more. One that was made otherwise, or that has ended, is let go. */
  take(account: AccountId, key: string): SmtpSession | undefined {
    for (const kept of this.#kept.get(account)?.toReversed() ?? []) {
      if (kept.key !== key || !kept.session.isOpen) this.#drop(account, kept);
      else return this.#remove(account, kept);
    }
    return undefined;
  }

  closeAll(): void {
    for (const [account, waiting] of [...this.#kept]) for (const kept of waiting) this.#drop(account, kept);
  }

  #drop(account: AccountId, kept: Kept): void {
    this.#remove(account, kept).quit();
  }

  #remove(account: AccountId, kept: Kept): SmtpSession {
    kept.idle.dispose();
    const left = (this.#kept.get(account) ?? []).filter((one) => one !== kept);
    if (left.length > 0) this.#kept.set(account, left);
    else this.#kept.delete(account);
    return kept.session;
  }
}
