import type { Clock } from '../../base/clock.ts';
import { MailError, toMailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { openSmtp, type SmtpSession } from '../../mail/smtp/connection.ts';
import { submit } from '../../mail/smtp/submit.ts';
import type { AccountConfig, AccountId, SecretRequest } from '../../protocol/records.ts';
import { assertTakesPassword, secretServiceOf, userOf } from '../accounts/credentials.ts';
import { explainSignIn, secretIsWrong } from '../accounts/explain.ts';
import { trustOf } from '../accounts/trust.ts';
import { errorWithoutSecret } from '../accounts/withoutSecret.ts';
import type { ProtocolLog } from '../protocolLog.ts';
import type { AccountStore } from '../store/accounts.ts';
import { KeptSessions } from './keptSessions.ts';
import type { SubmissionSession, Transport } from './transport.ts';

export interface SmtpTransportOptions {
  readonly accounts: AccountStore;
  readonly secrets: {
    get(request: SecretRequest): Promise<string | null>;
    refuse(request: SecretRequest, secret: string): void;
  };
  readonly clock: Clock;
  readonly log: Logger;
  readonly protocolLog?: Pick<ProtocolLog, 'tap'> | undefined;
}

type Hearing = Pick<Parameters<Transport['open']>[1], 'dialogue' | 'signal'>;

/** Submission as an account's settings say (RFC 6409), over `mail/smtp`. */
export class SmtpTransport implements Transport {
  readonly #options: SmtpTransportOptions;
  readonly #kept: KeptSessions;

  constructor(options: SmtpTransportOptions) {
    this.#options = options;
    this.#kept = new KeptSessions(options.clock);
  }

  async ready(account: AccountId): Promise<boolean> {
    const found = this.#options.accounts.find(account);
    if (!found || found.config.auth === 'none') return true;
    return (await this.#options.secrets.get(this.#request(account, found.config))) !== null;
  }

  async open(
    account: AccountId,
    { dialogue, signal, keepFor = () => false }: Parameters<Transport['open']>[1],
  ): Promise<SubmissionSession> {
    const { config } = this.#options.accounts.get(account);
    const key = JSON.stringify(config);
    const session =
      (await this.#resumed(account, key, { dialogue, signal })) ??
      (await this.#connected(account, { dialogue, signal }));
    const keep = () => this.#kept.count(session) && keepFor();
    return {
      submit: async (submission, hooks, options) => {
        const result = await submit(session, submission, hooks, { ...options, keep });
        if (result.isReusable) this.#kept.keep(account, key, session);
        return result;
      },
      close: () => session.quit(),
    };
  }

  close(): void {
    this.#kept.closeAll();
  }

  /** A connection that waits may have died meanwhile: then nothing is lost but the question. */
  async #resumed(account: AccountId, key: string, { dialogue, signal }: Hearing): Promise<SmtpSession | undefined> {
    const session = this.#kept.take(account, key);
    if (!session) return undefined;
    try {
      await session.resume({ dialogue, signal });
      return session;
    } catch (error) {
      if (signal.aborted) throw error;
      dialogue.reconnected();
      return undefined;
    }
  }

  async #connected(account: AccountId, { dialogue, signal }: Hearing): Promise<SmtpSession> {
    const { accounts, clock, log, protocolLog } = this.#options;
    const { config } = accounts.get(account);
    if (!config.smtp) throw new MailError('account.receiveOnly', { retry: 'afterUser' });
    assertTakesPassword(config, config.smtp);
    const trust = await trustOf(config);
    const secrets: string[] = [];
    const tap = protocolLog?.tap(account, 'smtp', secrets);
    const session = await openSmtp({ endpoint: config.smtp, trust, clock, log, signal, dialogue, tap });
    try {
      if (config.auth !== 'none') await this.#signIn(account, config, session, secrets);
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  async #signIn(account: AccountId, config: AccountConfig, session: SmtpSession, hidden: string[]): Promise<void> {
    const { secrets } = this.#options;
    const request = this.#request(account, config);
    const secret = await secrets.get(request);
    if (secret === null || !config.smtp) throw new MailError('auth.secretMissing', { retry: 'afterUser' });
    hidden.push(secret);
    try {
      await session.login({ user: userOf(config, config.smtp), secret });
    } catch (error) {
      const coded = explainSignIn(toMailError(error), config, 'smtp');
      if (secretIsWrong(coded)) secrets.refuse(request, secret);
      throw errorWithoutSecret(coded, secret);
    }
  }

  #request(account: AccountId, config: AccountConfig): SecretRequest {
    return { account, service: secretServiceOf(config, 'smtp') };
  }
}
