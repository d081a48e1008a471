/** Connects to an account's IMAP server with what its settings and a client's secret store say. */
import type { Clock } from '../../base/clock.ts';
import { MailError, toMailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { createImapConnection, type ImapConnection } from '../../mail/imap/connection.ts';
import type { AccountId, SecretRequest } from '../../protocol/records.ts';
import { assertTakesPassword, userOf } from '../accounts/credentials.ts';
import { explainSignIn, secretIsWrong } from '../accounts/explain.ts';
import { trustOf } from '../accounts/trust.ts';
import { errorWithoutSecret } from '../accounts/withoutSecret.ts';
import type { ProtocolLog } from '../protocolLog.ts';
import type { AccountStore } from '../store/accounts.ts';

/** Where secrets come from: `accounts/secrets.ts`. Null: no client has it now. */
export interface SecretSource {
  get(request: SecretRequest): Promise<string | null>;
  refuse(request: SecretRequest, secret: string): void;
}

export interface Connector {
  /** A connection that has signed in. Throws `account.unknown`, `auth.*`, `net.*`, `engine.cancelled`. */
  open(account: AccountId, options: { readonly signal: AbortSignal }): Promise<ImapConnection>;
}

export interface ConnectorOptions {
  readonly accounts: AccountStore;
  readonly secrets: SecretSource;
  readonly log: Logger;
  readonly version: string;
  /** Bounds every command of the connection (docs/decisions/0036-a-command-is-bounded.md). */
  readonly clock: Clock;
  readonly protocolLog?: Pick<ProtocolLog, 'tap'> | undefined;
}

export class AccountConnector implements Connector {
  readonly #options: ConnectorOptions;

  constructor(options: ConnectorOptions) {
    this.#options = options;
  }

  async open(account: AccountId, { signal }: { readonly signal: AbortSignal }): Promise<ImapConnection> {
    const { accounts, secrets, log, version, clock, protocolLog } = this.#options;
    const { config } = accounts.get(account);
    if (!config.imap) throw new MailError('account.badConfig', { data: { field: 'imap' } });
    assertTakesPassword(config, config.imap);
    const request = { account, service: 'imap' } as const;
    const secret = config.auth === 'none' ? '' : await secrets.get(request);
    if (secret === null) throw new MailError('auth.secretMissing', { retry: 'afterUser' });
    const connection = createImapConnection({
      endpoint: config.imap,
      trust: await trustOf(config),
      user: userOf(config, config.imap),
      secret,
      log,
      clientVersion: version,
      clock,
      tap: protocolLog?.tap(account, 'imap', [secret]),
    });
    try {
      await connection.connect({ signal });
      return connection;
    } catch (error) {
      const coded = explainSignIn(toMailError(error), config, 'imap');
      if (secretIsWrong(coded) && config.auth !== 'none') secrets.refuse(request, secret);
      throw errorWithoutSecret(coded, secret);
    }
  }
}
