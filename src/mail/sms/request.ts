import { assert } from '../../base/assert.ts';
import type { GatewayForm } from './gatewayForm.ts';
import { aliyunSignature, basicAuthorization, percentEncode, tencentAuthorization } from './signing.ts';

/** One text to one number, as a gateway's form needs it. */
export interface SmsToSend {
  /** E.164. */
  readonly number: string;
  /** Filled in. */
  readonly text: string;
  /** The provider's number of an approved text; '' where texts are free. */
  readonly template: string;
  /** Values of its gaps, in their order. */
  readonly values: readonly (readonly [name: string, value: string])[];
}

/** What a person entered for a gateway, and what comes from outside at the moment of sending. */
export interface RequestParts {
  readonly fields: { readonly [name: string]: string };
  readonly secrets: { readonly [name: string]: string };
  /** ms. */
  readonly now: number;
  /** A word that is used once. */
  readonly nonce: string;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: { readonly [name: string]: string };
  /** UTF-8; '' for none. */
  readonly body: string;
}

/**
 * Names that forms may use beside their fields and secrets: `number`, `text`, `template`, `values` and `pairs` (in JSON as
 * list and object where they stand alone, else as JSON text), `time` (seconds), `isoTime`, `nonce`.
 */
export const builtInNames = ['number', 'text', 'template', 'values', 'pairs', 'time', 'isoTime', 'nonce'] as const;

export const placeholder = /\{([A-Za-z][A-Za-z0-9]{0,40})\}/g;

/** The request that asks the gateway to send. Throws nothing for a form that `checkForm` let pass. */
export function buildRequest(form: GatewayForm, message: SmsToSend, parts: RequestParts): HttpRequest {
  const known = valuesOf(form, message, parts);
  const fill = (text: string, encode: (value: string) => string = (value) => value) =>
    text.replace(placeholder, (_, name: string) => encode(asText(known.get(name), name)));
  const url = new URL(fill(form.url, percentEncode));
  const headers: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(form.headers)) headers[name.toLowerCase()] = fill(value);
  let body = '';
  if (form.body.kind === 'form') {
    const fields = Object.fromEntries(Object.entries(form.body.fields).map(([name, value]) => [name, fill(value)]));
    if (form.signing.scheme === 'aliyun')
      fields['Signature'] = aliyunSignature(fields, { method: form.method, secret: fill(form.signing.secret) });
    const pairs = Object.entries(fields).map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);
    if (form.method === 'GET') url.search = [url.search.slice(1), ...pairs].filter(Boolean).join('&');
    else {
      body = pairs.join('&');
      headers['content-type'] ??= 'application/x-www-form-urlencoded; charset=utf-8';
    }
  } else if (form.body.kind === 'json') {
    body = JSON.stringify(filledJson(JSON.parse(form.body.text), known, fill));
    headers['content-type'] ??= 'application/json; charset=utf-8';
  }
  sign(form, { url, headers, body, now: parts.now, fill });
  return { method: form.method, url, headers, body };
}

interface Unsigned {
  readonly url: URL;
  readonly headers: { [name: string]: string };
  readonly body: string;
  readonly now: number;
  readonly fill: (text: string) => string;
}

/** Signatures that stand in headers. */
function sign({ signing }: GatewayForm, { url, headers, body, now, fill }: Unsigned): void {
  if (signing.scheme === 'basic')
    headers['authorization'] = basicAuthorization(fill(signing.user), fill(signing.password));
  if (signing.scheme !== 'tencent') return;
  const time = Math.floor(now / 1_000);
  headers['x-tc-timestamp'] = String(time);
  headers['authorization'] = tencentAuthorization({
    id: fill(signing.id),
    secret: fill(signing.secret),
    service: signing.service,
    host: url.host,
    contentType: headers['content-type'] ?? '',
    action: headers['x-tc-action'] ?? '',
    body,
    time,
  });
}

type Value = string | readonly string[] | { readonly [name: string]: string };

function valuesOf(form: GatewayForm, message: SmsToSend, parts: RequestParts): ReadonlyMap<string, Value> {
  const seconds = Math.floor(parts.now / 1_000);
  return new Map<string, Value>([
    ...form.fields.map(({ name }) => [name, parts.fields[name] ?? ''] as const),
    ...form.secrets.map(({ name }) => [name, parts.secrets[name] ?? ''] as const),
    ['number', numberFor(form, message.number)],
    ['text', message.text],
    ['template', message.template],
    ['values', message.values.map(([, value]) => value)],
    ['pairs', Object.fromEntries(message.values)],
    ['time', String(seconds)],
    ['isoTime', new Date(seconds * 1_000).toISOString().replace('.000', '')],
    ['nonce', parts.nonce],
  ]);
}

function numberFor({ numbers }: GatewayForm, number: string): string {
  assert(/^\+\d+$/.test(number), 'a number was read before it is sent to');
  if (numbers === 'e164') return number;
  return numbers === 'national' ? number.replace(/^\+(86)?/, '') : number.slice(1);
}

function asText(value: Value | undefined, name: string): string {
  assert(value !== undefined, `a form was checked before it is used: ${name}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function filledJson(json: unknown, known: ReadonlyMap<string, Value>, fill: (text: string) => string): unknown {
  if (typeof json === 'string') {
    const alone = /^\{(values|pairs)\}$/.exec(json)?.[1];
    return alone === undefined ? fill(json) : known.get(alone);
  }
  if (Array.isArray(json)) return json.map((item) => filledJson(item, known, fill));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, filledJson(value, known, fill)]));
}
