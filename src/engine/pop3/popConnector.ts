/** Connects to an account's POP3 server with what its settings and a client's secret store say. */
import { MailError, toMailError } from '../../base/errors.ts';
import { openPop3, type Pop3Session } from '../../mail/pop3/open.ts';
import type { AccountId } from '../../protocol/records.ts';
import { assertTakesPassword, userOf } from '../accounts/credentials.ts';
import { explainSignIn, secretIsWrong } from '../accounts/explain.ts';
import { trustOf } from '../accounts/trust.ts';
import { errorWithoutSecret } from '../accounts/withoutSecret.ts';
import type { ConnectorOptions } from '../sync/connector.ts';

export interface PopConnector {
  /** A session that has signed in. Throws `account.*`, `auth.*`, `mailbox.inUse`, `mailbox.refused`, `net.*`, `engine.cancelled`. */
  open(account: AccountId, options: { readonly signal: AbortSignal }): Promise<Pop3Session>;
}

export class AccountPopConnector implements PopConnector {
  readonly #options: Omit<ConnectorOptions, 'log' | 'version' | 'moreMax'>;

  constructor(options: Omit<ConnectorOptions, 'log' | 'version' | 'moreMax'>) {
    this.#options = options;
  }

  async open(account: AccountId, { signal }: { readonly signal: AbortSignal }): Promise<Pop3Session> {
    const { accounts, secrets, clock, protocolLog } = this.#options;
    const { config } = accounts.get(account);
    if (!config.pop3) throw new MailError('account.badConfig', { data: { field: 'pop3' } });
    assertTakesPassword(config, config.pop3);
    const request = { account, service: 'imap' } as const; // The incoming server's, whichever it speaks.
    const secret = config.auth === 'none' ? '' : await secrets.get(request);
    if (secret === null) throw new MailError('auth.secretMissing', { retry: 'afterUser' });
    const tap = protocolLog?.tap(account, 'pop3', [secret]);
    const { host, port, security } = config.pop3;
    try {
      return await openPop3(
        { endpoint: { host, port, security }, trust: await trustOf(config), clock, signal, tap },
        { user: userOf(config, config.pop3), secret },
      );
    } catch (error) {
      const coded = explainSignIn(toMailError(error), config, 'pop3');
      if (secretIsWrong(coded) && config.auth !== 'none') secrets.refuse(request, secret);
      throw errorWithoutSecret(coded, secret);
    }
  }
}
