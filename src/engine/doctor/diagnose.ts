import { type Clock, withTimeout } from '../../base/clock.ts';
import type { ErrorCode } from '../../base/errorCodes.ts';
import { MailError, toMailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { checkImap } from '../../mail/imap/check.ts';
import type { Trust } from '../../mail/net/endpoint.ts';
import { checkTimeoutMs, probeWaitMs } from '../../mail/net/limits.ts';
import { greeting, whatAnswers } from '../../mail/net/probe.ts';
import type { WireTap } from '../../mail/net/wireTap.ts';
import { checkPop3 } from '../../mail/pop3/check.ts';
import { checkSmtp } from '../../mail/smtp/check.ts';
import type { AccountConfig, DiagnosisStep, Endpoint, ServiceDiagnosis } from '../../protocol/records.ts';
import { toFailure } from '../accounts/check.ts';
import { assertTakesPassword, userOf } from '../accounts/credentials.ts';
import { explainSignIn } from '../accounts/explain.ts';
import { errorWithoutSecret } from '../accounts/withoutSecret.ts';
import { findingOf } from './finding.ts';
import { StepRecorder } from './steps.ts';

export interface DoctorDependencies {
  readonly clock: Clock;
  readonly log: Logger;
  readonly trust: Trust;
  readonly clientVersion: string;
  readonly timeouts: { readonly connectMs: number; readonly greetingMs: number };
  /** Hears the same, for the protocol log. */
  readonly tap?: ((service: ServiceDiagnosis['service'], secrets: readonly string[]) => WireTap) | undefined;
}

export interface DiagnoseOptions {
  readonly signal: AbortSignal;
  /** The service and the step under way. */
  readonly onStep: (service: ServiceDiagnosis['service'], step: DiagnosisStep['step']) => void;
}

/**
 * Makes one connection to a service as sync or the outbox would, up to signing in, and tells each step: how long it took
 * and what was said, credentials masked. What fails is the result; throws only `engine.cancelled`. `secret` is undefined
 * where none is known: then all but the sign-in is tried.
 */
export async function diagnose(
  service: ServiceDiagnosis['service'],
  { config, endpoint, secret }: { config: AccountConfig; endpoint: Endpoint; secret: string | undefined },
  dependencies: DoctorDependencies,
  { signal, onStep }: DiagnoseOptions,
): Promise<ServiceDiagnosis> {
  const { clock, trust, tap } = dependencies;
  const secrets = secret === undefined ? [] : [secret];
  const recorder = new StepRecorder(endpoint, { clock, secrets, onStep: (step) => onStep(service, step) });
  onStep(service, recorder.current);
  const taps = [recorder, ...(tap ? [tap(service, secrets)] : [])];
  const failure = await tryOnce(service, { config, endpoint, secret, tap: fanOut(taps) }, dependencies, signal);
  const { steps, failed } = recorder.result(failure);
  const { host, port, security } = endpoint;
  const common = { service, endpoint: { host, port, security }, user: userOf(config, endpoint), steps };
  if (!failure || failed === null) return { ...common, finding: 'ok', failure: null, heard: '' };
  const asks = (failed === 'tls' || failed === 'greeting') && unclear.has(failure.code);
  const { connectMs: timeoutMs, greetingMs } = dependencies.timeouts;
  const options = { clock, trust, signal, timeoutMs, waitMs: Math.min(probeWaitMs, greetingMs) };
  const heard = recorder.serverSaid || (asks ? await whatAnswers(endpoint, options) : '');
  if (signal.aborted) throw new MailError('engine.cancelled');
  return {
    ...common,
    finding: findingOf(failure, failed, heard),
    failure: toFailure(failure),
    heard: failed === 'login' ? '' : heard.replace(/[^\P{C}\n]/gu, ' ').trim(),
  };
}

/** What something else than a mail server on the port may lie behind. */
const unclear: ReadonlySet<ErrorCode> = new Set(['net.notTls', 'net.closed', 'net.timeout', 'net.notMailServer']);

interface Attempt {
  readonly config: AccountConfig;
  readonly endpoint: Endpoint;
  readonly secret: string | undefined;
  readonly tap: WireTap;
}

/** What ended the attempt; undefined when the server accepted the sign-in. */
async function tryOnce(
  service: ServiceDiagnosis['service'],
  attempt: Attempt,
  dependencies: DoctorDependencies,
  signal: AbortSignal,
): Promise<MailError | undefined> {
  const { config, endpoint, secret } = attempt;
  const { host, port } = endpoint;
  try {
    await withTimeout(
      dependencies.clock,
      checkTimeoutMs,
      (aborted) => connect(service, attempt, dependencies, aborted),
      {
        signal,
        onTimeout: () => new MailError('net.timeout', { retry: 'later', data: { host, port } }),
      },
    );
    return undefined;
  } catch (error) {
    if (signal.aborted) throw new MailError('engine.cancelled');
    return errorWithoutSecret(explainSignIn(toMailError(error), config, service), secret);
  }
}

async function connect(
  service: ServiceDiagnosis['service'],
  { config, endpoint, secret, tap }: Attempt,
  { clock, log, trust, clientVersion, timeouts }: DoctorDependencies,
  signal: AbortSignal,
): Promise<void> {
  const takesSecret = config.auth !== 'none';
  if (takesSecret && (secret === undefined || config.auth === 'oauth2')) {
    const { connectMs: timeoutMs, greetingMs: waitMs } = timeouts;
    const words = await greeting(endpoint, { clock, trust, signal, tap, timeoutMs, waitMs });
    if (words === '') throw new MailError('net.timeout', { data: { host: endpoint.host, port: endpoint.port } });
    for (const line of words.trimEnd().split(/\r?\n/)) tap.server(line);
    assertTakesPassword(config, endpoint);
    throw new MailError('auth.secretMissing', { retry: 'afterUser' });
  }
  const credentials = { user: userOf(config, endpoint), secret: secret ?? '' };
  if (service === 'imap')
    return checkImap({ endpoint, trust, clock, log, clientVersion, tap, timeouts, ...credentials }, { signal });
  if (service === 'pop3') {
    const { connectMs, greetingMs: replyMs } = timeouts;
    return checkPop3({ endpoint, trust, clock, signal, tap, timeouts: { connectMs, replyMs } }, credentials);
  }
  return checkSmtp({ endpoint, trust, clock, log, signal, tap, timeouts }, takesSecret ? credentials : undefined);
}

function fanOut(taps: readonly WireTap[]): WireTap {
  const each = (tell: (tap: WireTap) => void) => {
    for (const tap of taps) tell(tap);
  };
  return {
    stage: (stage) => each((tap) => tap.stage(stage)),
    client: (line) => each((tap) => tap.client(line)),
    server: (line) => each((tap) => tap.server(line)),
    row: (bytes) => each((tap) => tap.row(bytes)),
  };
}
