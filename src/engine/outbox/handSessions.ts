import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import { isMailError, MailError } from '../../base/errors.ts';
import { type Random, randomId } from '../../base/random.ts';
import type { DialogueLine } from '../../mail/smtp/dialogue.ts';
import { HandSession } from '../../mail/smtp/handSession.ts';
import type { AccountConfig, AccountId, SecretRequest } from '../../protocol/records.ts';
import { assertTakesPassword, secretServiceOf, userOf } from '../accounts/credentials.ts';
import { trustOf } from '../accounts/trust.ts';
import type { EngineService } from '../service.ts';
import type { AccountStore } from '../store/accounts.ts';
import { handIdleMs, handSessionsMax } from './limits.ts';

export interface HandSessionsDependencies {
  readonly accounts: AccountStore;
  readonly secrets: { get(request: SecretRequest): Promise<string | null> };
  readonly clock: Clock;
  readonly random: Random;
}

/** What is said, and how the session stands after it. */
export interface HandResult {
  readonly lines: readonly DialogueLine[];
  readonly offered: readonly string[];
  readonly isSecure: boolean;
  readonly inData: boolean;
  readonly isOpen: boolean;
}

interface Held {
  readonly session: HandSession;
  readonly account: AccountId;
  idle: Disposable;
}

/** SMTP sessions that people lead by hand, a few at a time; one that nobody speaks in is closed. */
export class HandSessions implements EngineService {
  readonly #dependencies: HandSessionsDependencies;
  readonly #held = new Map<string, Held>();

  constructor(dependencies: HandSessionsDependencies) {
    this.#dependencies = dependencies;
  }

  /** Connects to an account's submission server. Throws `net.*`, `account.*`, `store.tooBusy` above the limit. */
  async open(
    account: AccountId,
    options: { readonly signal: AbortSignal },
  ): Promise<HandResult & { readonly session: string }> {
    const { accounts, clock, random } = this.#dependencies;
    const { config } = accounts.get(account);
    if (!config.smtp)
      throw new MailError('account.receiveOnly', { retry: 'afterUser', data: { address: config.address } });
    if (this.#held.size >= handSessionsMax) throw new MailError('store.tooBusy', { retry: 'later' });
    const { session, lines } = await HandSession.open({
      ...{ endpoint: config.smtp, trust: await trustOf(config), clock },
      signal: options.signal,
    });
    const id = randomId(random);
    this.#held.set(id, { session, account, idle: this.#idle(id) });
    return { session: id, ...stateOf(session, lines) };
  }

  /**
   * Says a line. `AUTH` alone signs in with what the account has, `STARTTLS` secures the line; all else goes as it is.
   * Throws `net.*`, `auth.secretMissing`, and `net.plaintextRefused` where a secret would go over an open line.
   */
  async say(id: string, line: string, options: { readonly signal: AbortSignal }): Promise<HandResult> {
    const held = this.#held.get(id);
    if (!held) throw new MailError('net.closed', { retry: 'later' });
    held.idle.dispose();
    const { session } = held;
    try {
      return stateOf(session, await this.#say(held, line, options));
    } catch (error) {
      // Nothing was said then; after any other error what comes next could be the answer to this.
      if (!isMailError(error, 'net.plaintextRefused', 'auth.secretMissing')) session.close();
      throw error;
    } finally {
      if (session.isOpen) held.idle = this.#idle(id);
      else this.close(id);
    }
  }

  close(id: string): void {
    const held = this.#held.get(id);
    held?.idle.dispose();
    held?.session.close();
    this.#held.delete(id);
  }

  start(): void {}

  async stop(): Promise<void> {
    for (const id of [...this.#held.keys()]) this.close(id);
  }

  async #say({ session, account }: Held, line: string, options: { readonly signal: AbortSignal }) {
    const { config } = this.#dependencies.accounts.get(account);
    const word = session.inData ? '' : line.trim().toUpperCase();
    if (word === 'STARTTLS' && !session.isSecure) return session.startTls(options);
    if (/^AUTH\b/.test(word)) assertSecure(config, session);
    if (word !== 'AUTH') return session.say(line, options);
    const { user, secret } = await this.#credentials(account, config);
    return session.signIn(user, secret, options);
  }

  async #credentials(account: AccountId, config: AccountConfig) {
    if (!config.smtp) throw new MailError('account.receiveOnly', { retry: 'afterUser' });
    assertTakesPassword(config, config.smtp);
    const secret = await this.#dependencies.secrets.get({ account, service: secretServiceOf(config, 'smtp') });
    if (secret === null) throw new MailError('auth.secretMissing', { retry: 'afterUser' });
    return { user: userOf(config, config.smtp), secret };
  }

  #idle(id: string): Disposable {
    return this.#dependencies.clock.after(handIdleMs, () => this.close(id));
  }
}

/** `none` is for loopback only, so that nothing goes over a line there. */
function assertSecure({ smtp }: AccountConfig, { isSecure }: HandSession): void {
  if (smtp?.security !== 'none' && !isSecure)
    throw new MailError('net.plaintextRefused', { retry: 'afterUser', data: { host: smtp?.host ?? '' } });
}

function stateOf(session: HandSession, lines: readonly DialogueLine[]): HandResult {
  const { offered, isSecure, inData, isOpen } = session;
  return { lines, offered, isSecure, inData, isOpen };
}
