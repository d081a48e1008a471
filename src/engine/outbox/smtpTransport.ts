import type { Clock } from '../../base/clock.ts';
import { MailError, toMailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { openSmtp, type SmtpSession } from '../../mail/smtp/connection.ts';
import { Dialogue } from '../../mail/smtp/dialogue.ts';
import { type SubmissionResult, submit } from '../../mail/smtp/submit.ts';
import type { AccountConfig, AccountId, SecretRequest } from '../../protocol/records.ts';
import { assertTakesPassword, secretServiceOf, userOf } from '../accounts/credentials.ts';
import { explainSignIn, secretIsWrong } from '../accounts/explain.ts';
import { trustOf } from '../accounts/trust.ts';
import { errorWithoutSecret } from '../accounts/withoutSecret.ts';
import type { ProtocolLog } from '../protocolLog.ts';
import type { AccountStore } from '../store/accounts.ts';
import type { SubmissionLimits } from '../store/submissionLimits.ts';
import { KeptSessions } from './keptSessions.ts';
import type { SubmissionSession, Transport } from './transport.ts';

export interface SmtpTransportOptions {
  readonly accounts: AccountStore;
  readonly secrets: {
    get(request: SecretRequest): Promise<string | null>;
    refuse(request: SecretRequest, secret: string): void;
  };
  readonly limits: Pick<SubmissionLimits, 'said'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly protocolLog?: Pick<ProtocolLog, 'tap'> | undefined;
}

function isRefusedAtMail({ verdicts }: SubmissionResult): boolean {
  return verdicts.every(({ outcome, stage }) => outcome === 'deferred' && stage === 'mail');
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
    const hearing = { dialogue, signal };
    const kept = await this.#resumed(account, key, hearing);
    let session = kept ?? (await this.#connected(account, hearing));
    const submitOver = async (...[submission, hooks, options]: Parameters<SubmissionSession['submit']>) => {
      const over = session;
      const keep = () => this.#kept.count(over) && keepFor();
      const result = await submit(over, submission, hooks, { ...options, keep });
      if (result.isReusable) this.#kept.keep(account, key, over);
      return result;
    };
    return {
      submit: async (submission, hooks, options) => {
        const result = await submitOver(submission, hooks, options);
        if (!kept || !isRefusedAtMail(result)) return result;
        // Some servers take only so many mails over one connection (163: 450 MI:DMC). Nothing of this one has left.
        dialogue.reconnected();
        session = await this.#connected(account, hearing);
        return submitOver(submission, hooks, options);
      },
      close: () => session.quit(),
    };
  }

  async sizeLimit(account: AccountId, { signal }: { readonly signal: AbortSignal }): Promise<number> {
    const session = await this.#greeted(account, { dialogue: new Dialogue(this.#options.clock), signal });
    session.quit();
    return this.#limits(account, session);
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

  async #connected(account: AccountId, hearing: Hearing): Promise<SmtpSession> {
    const { config } = this.#options.accounts.get(account);
    const secrets: string[] = [];
    const session = await this.#greeted(account, hearing, secrets);
    try {
      if (config.auth !== 'none') await this.#signIn(account, config, session, secrets);
      this.#limits(account, session);
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** A connection that is secured and not signed in. `secrets`: what must not be shown, once it is known. */
  async #greeted(account: AccountId, { dialogue, signal }: Hearing, secrets: string[] = []): Promise<SmtpSession> {
    const { accounts, clock, log, protocolLog } = this.#options;
    const { config } = accounts.get(account);
    if (!config.smtp) throw new MailError('account.receiveOnly', { retry: 'afterUser' });
    assertTakesPassword(config, config.smtp);
    const trust = await trustOf(config);
    const tap = protocolLog?.tap(account, 'smtp', secrets);
    return openSmtp({ endpoint: config.smtp, trust, clock, log, signal, dialogue, tap });
  }

  #limits(account: AccountId, { dialogue }: SmtpSession): number {
    const { limits, clock } = this.#options;
    const maxBytes = Number(dialogue.extensions.get('SIZE') ?? 0) || 0;
    limits.said(account, maxBytes, clock.now());
    return maxBytes;
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
