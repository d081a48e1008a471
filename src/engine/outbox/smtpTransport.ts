import type { Clock } from '../../base/clock.ts';
import { MailError, toMailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { openSmtp } from '../../mail/smtp/connection.ts';
import { submit } from '../../mail/smtp/submit.ts';
import type { AccountConfig, AccountId, SecretRequest } from '../../protocol/records.ts';
import { assertTakesPassword, secretServiceOf, userOf } from '../accounts/credentials.ts';
import { explainSignIn, secretIsWrong } from '../accounts/explain.ts';
import { trustOf } from '../accounts/trust.ts';
import { errorWithoutSecret } from '../accounts/withoutSecret.ts';
import type { ProtocolLog } from '../protocolLog.ts';
import type { AccountStore } from '../store/accounts.ts';
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

/** Submission as an account's settings say (RFC 6409), over `mail/smtp`. */
export class SmtpTransport implements Transport {
  readonly #options: SmtpTransportOptions;

  constructor(options: SmtpTransportOptions) {
    this.#options = options;
  }

  async ready(account: AccountId): Promise<boolean> {
    const found = this.#options.accounts.find(account);
    if (!found || found.config.auth === 'none') return true;
    return (await this.#options.secrets.get(this.#request(account, found.config))) !== null;
  }

  async open(account: AccountId, { dialogue, signal }: Parameters<Transport['open']>[1]): Promise<SubmissionSession> {
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
    } catch (error) {
      session.close();
      throw error;
    }
    return {
      submit: (submission, hooks, options) => submit(session, submission, hooks, options),
      close: () => session.quit(),
    };
  }

  async #signIn(
    account: AccountId,
    config: AccountConfig,
    session: Awaited<ReturnType<typeof openSmtp>>,
    hidden: string[],
  ): Promise<void> {
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
