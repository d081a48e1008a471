import type { Clock } from '../../base/clock.ts';
import { isMailError, MailError, messageOf } from '../../base/errors.ts';
import { type Random, randomId } from '../../base/random.ts';
import { maskSecret } from '../../base/redactor.ts';
import type { Trust } from '../../mail/net/endpoint.ts';
import { exchange } from '../../mail/net/httpExchange.ts';
import { readAnswer } from '../../mail/sms/answer.ts';
import { buildRequest, type HttpRequest, type SmsToSend } from '../../mail/sms/request.ts';
import type { Failure } from '../../protocol/records.ts';
import type { GatewayRecord, SmsLogLine } from '../../protocol/sms.ts';
import { failureOf } from '../outbox/failure.ts';
import { smsLogLineMaxChars } from './limits.ts';
import type { SmsOutcome } from './smsItem.ts';

export interface GatewayClientOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Default: the machine's certificates. */
  readonly trust?: Trust | undefined;
}

export interface GatewayRequest {
  readonly gateway: GatewayRecord;
  readonly message: SmsToSend;
  readonly secrets: { readonly [name: string]: string };
  /** Runs before the first byte leaves; what it throws keeps it here. */
  readonly beforeLeaving: () => void;
  readonly log: (side: SmsLogLine['side'], text: string) => void;
  readonly signal: AbortSignal;
}

/** Asks a gateway to send one text to one number, and reads what became of it. Never asks twice. */
export class GatewayClient {
  readonly #options: GatewayClientOptions;

  constructor(options: GatewayClientOptions) {
    this.#options = options;
  }

  /** Throws what `beforeLeaving` threw; everything else is an outcome. */
  async send({ gateway, message, secrets, beforeLeaving, log, signal }: GatewayRequest): Promise<SmsOutcome> {
    const { clock, random, trust } = this.#options;
    const { form, fields } = gateway.config;
    const mask = (text: string) =>
      Object.values(secrets)
        .reduce(maskSecret, text)
        .replace(/\p{Cc}/gu, ' ')
        .slice(0, smsLogLineMaxChars);
    const about = { gateway: gateway.config.name, host: gateway.host, account: gateway.id };
    const asked = buildRequest(form, message, { fields, secrets, now: clock.now(), nonce: randomId(random, 32) });
    log('client', mask(shownRequest(asked)));
    const startedAt = clock.now();
    let hasLeft = false;
    let held: unknown;
    try {
      const answer = await exchange(asked, {
        ...{ clock, signal, trust },
        beforeLeaving() {
          try {
            beforeLeaving();
          } catch (error) {
            held = error;
            throw error;
          }
          hasLeft = true;
        },
      });
      log('gateway', mask(`${answer.status} ${answer.contentType} · ${clock.now() - startedAt} ms · ${answer.body}`));
      const verdict = readAnswer(form, answer);
      if (verdict.state === 'sent') return { state: 'sent', gatewayRef: mask(verdict.id) };
      const data = { ...about, code: mask(verdict.code), words: mask(verdict.words) };
      return { state: verdict.state, failure: { code: verdict.error, retry: 'afterUser', data } };
    } catch (error) {
      if (held !== undefined) throw held;
      const code = isMailError(error) ? error.code : '';
      const detail = isMailError(error) ? String(error.data['detail'] ?? '') : messageOf(error);
      log('note', mask(`${code} ${detail} · ${clock.now() - startedAt} ms`));
      return withoutAnswer(error, hasLeft, { ...about, detail: mask(detail) });
    }
  }
}

/** What it means that there is no answer: before the request left nothing was asked, after it nobody knows. */
function withoutAnswer(error: unknown, hasLeft: boolean, data: Failure['data']): SmsOutcome {
  if (!isMailError(error)) throw error;
  const failure = (code: Parameters<typeof coded>[0]) => coded(code, data);
  if (hasLeft) {
    if (error.code === 'net.timeout') return { state: 'inDoubt', failure: failure('sms.noAnswer') };
    if (error.code === 'net.limit') return { state: 'inDoubt', failure: failure('sms.answerTooLong') };
    return { state: 'inDoubt', failure: failure(error.code === 'engine.cancelled' ? 'sms.interrupted' : 'sms.cut') };
  }
  if (error.code.startsWith('net.certificate')) return { state: 'failed', failure: failure('sms.certificate') };
  if (error.code === 'net.plaintextRefused') return { state: 'failed', failure: failure('sms.notHttps') };
  return { state: 'deferred', failure: failure('sms.unreachable') };
}

function coded(
  code:
    | 'sms.noAnswer'
    | 'sms.answerTooLong'
    | 'sms.interrupted'
    | 'sms.cut'
    | 'sms.certificate'
    | 'sms.notHttps'
    | 'sms.unreachable',
  data: Failure['data'],
): Failure {
  const retry = code === 'sms.unreachable' ? 'later' : 'afterUser';
  return failureOf(new MailError(code, { retry, data }));
}

/** A request in one line, as a person reads it; headers stay out, they hold signatures. */
function shownRequest({ method, url, headers, body }: HttpRequest): string {
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const asPairs = (text: string) =>
    [...new URLSearchParams(text)].map(([name, value]) => `${name}=${value}`).join(' · ');
  const query = url.search === '' ? '' : ` ? ${asPairs(url.search)}`;
  return `${method} ${url.origin}${url.pathname}${query} ${isForm ? asPairs(body) : body}`.trim();
}
