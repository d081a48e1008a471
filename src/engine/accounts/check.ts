import { type Clock, withTimeout } from '../../base/clock.ts';
import { MailError, toMailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { checkImap } from '../../mail/imap/check.ts';
import { certificateIn } from '../../mail/net/certificate.ts';
import type { Trust } from '../../mail/net/endpoint.ts';
import { checkTimeoutMs, serverSaidMaxChars } from '../../mail/net/limits.ts';
import { checkPop3 } from '../../mail/pop3/check.ts';
import { checkSmtp } from '../../mail/smtp/check.ts';
import type { AccountConfig, Endpoint, Failure, ServiceCheck } from '../../protocol/records.ts';
import { assertTakesPassword, userOf } from './credentials.ts';
import { explainSignIn } from './explain.ts';
import { errorWithoutSecret } from './withoutSecret.ts';

export interface CheckDependencies {
  readonly clock: Clock;
  readonly log: Logger;
  readonly trust: Trust;
  readonly clientVersion: string;
}

/** Absent: not known. With `auth: 'none'` none is wanted. */
export interface CheckSecrets {
  readonly incoming?: string | undefined;
  readonly outgoing?: string | undefined;
}

export interface CheckOptions {
  readonly signal: AbortSignal;
  /** Services that have answered, of how many. */
  readonly onProgress: (done: number, total: number, service: string) => void;
}

/**
 * Signs in to the incoming and the outgoing server at the same time. What fails is told in the result; throws only
 * `engine.cancelled`, and `account.badConfig` for an account without an incoming server that can be checked.
 */
export async function checkAccount(
  config: AccountConfig,
  secrets: CheckSecrets,
  dependencies: CheckDependencies,
  { signal, onProgress }: CheckOptions,
): Promise<{ incoming: ServiceCheck; outgoing: ServiceCheck | null }> {
  const { imap, pop3, smtp } = config;
  const incomingServer = imap ?? pop3;
  if (!incomingServer) throw new MailError('account.badConfig', { retry: 'afterUser', data: { field: 'imap' } });
  const total = smtp ? 2 : 1;
  let done = 0;
  const counted = async (service: 'imap' | 'pop3' | 'smtp', secret: string | undefined, endpoint: Endpoint) => {
    const result = await checkService(service, config, endpoint, secret, dependencies, signal);
    onProgress(++done, total, service);
    return result;
  };
  const [incoming, outgoing] = await Promise.all([
    counted(imap ? 'imap' : 'pop3', secrets.incoming, incomingServer),
    smtp ? counted('smtp', secrets.outgoing, smtp) : null,
  ]);
  return { incoming, outgoing };
}

async function checkService(
  service: 'imap' | 'pop3' | 'smtp',
  config: AccountConfig,
  endpoint: Endpoint,
  secret: string | undefined,
  { clock, log, trust, clientVersion }: CheckDependencies,
  signal: AbortSignal,
): Promise<ServiceCheck> {
  const { host, port } = endpoint;
  const user = userOf(config, endpoint);
  const takesSecret = config.auth !== 'none';
  try {
    assertTakesPassword(config, endpoint);
    if (takesSecret && secret === undefined)
      throw new MailError('auth.secretMissing', { retry: 'afterUser', data: { host, port } });
    await withTimeout(
      clock,
      checkTimeoutMs,
      (aborted) => {
        const credentials = { user, secret: secret ?? '' };
        if (service === 'imap')
          return checkImap({ endpoint, trust, clock, log, clientVersion, ...credentials }, { signal: aborted });
        if (service === 'pop3') return checkPop3({ endpoint, trust, clock, signal: aborted }, credentials);
        return checkSmtp({ endpoint, trust, clock, log, signal: aborted }, takesSecret ? credentials : undefined);
      },
      { signal, onTimeout: () => new MailError('net.timeout', { retry: 'later', data: { host, port } }) },
    );
    return { ok: true, failure: null, certificate: null, serverSaid: '' };
  } catch (error) {
    if (signal.aborted) throw new MailError('engine.cancelled');
    return failed(errorWithoutSecret(explainSignIn(toMailError(error), config, service), secret));
  }
}

function failed(error: MailError): ServiceCheck {
  const certificate = error.code.startsWith('net.certificate') ? certificateIn(error.data) : null;
  const { serverSaid = '' } = error.data;
  const said = String(serverSaid).slice(0, serverSaidMaxChars);
  return { ok: false, failure: toFailure(error), certificate, serverSaid: said };
}

/** The error as it crosses to a client. */
export function toFailure({ code, retry, data }: MailError): Failure {
  const plain: { [key: string]: string | number | boolean | readonly string[] } = {};
  for (const [key, value] of Object.entries(data)) {
    if (value !== undefined) plain[key] = value;
  }
  return { code, retry, data: plain };
}
