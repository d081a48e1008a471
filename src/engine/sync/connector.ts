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
import { moreConnectionsMax } from './limits.ts';

/** Where secrets come from: `accounts/secrets.ts`. Null: no client has it now. */
export interface SecretSource {
  get(request: SecretRequest): Promise<string | null>;
  refuse(request: SecretRequest, secret: string): void;
}

export interface OpenOptions {
  readonly signal: AbortSignal;
  readonly more?: boolean;
}

export interface Connector {
  /**
   * A connection that has signed in. `more`: one beside the account's first, which may be refused. Throws `account.unknown`,
   * `auth.*` (`auth.tooMany` where the server takes no more), `net.*`, `store.tooBusy` (we take no more), `engine.cancelled`.
   */
  open(account: AccountId, options: OpenOptions): Promise<ImapConnection>;
}

export interface ConnectorOptions {
  readonly accounts: AccountStore;
  readonly secrets: SecretSource;
  readonly log: Logger;
  readonly version: string;
  /** Connections beside the accounts' first ones; default {@link moreConnectionsMax}. */
  readonly moreMax?: number | undefined;
  /** Bounds every command of the connection (docs/decisions/0036-a-command-is-bounded.md). */
  readonly clock: Clock;
  readonly protocolLog?: Pick<ProtocolLog, 'tap'> | undefined;
}

export class AccountConnector implements Connector {
  readonly #options: ConnectorOptions;
  #more = 0;

  constructor(options: ConnectorOptions) {
    this.#options = options;
  }

  async open(account: AccountId, { signal, more = false }: OpenOptions): Promise<ImapConnection> {
    if (!more) return this.#open(account, signal);
    const { moreMax = moreConnectionsMax } = this.#options;
    if (this.#more >= moreMax) throw new MailError('store.tooBusy', { retry: 'later' });
    this.#more += 1;
    try {
      const connection = await this.#open(account, signal);
      void connection.closed.then(() => {
        this.#more -= 1;
      });
      return connection;
    } catch (error) {
      this.#more -= 1;
      throw error;
    }
  }

  async #open(account: AccountId, signal: AbortSignal): Promise<ImapConnection> {
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
