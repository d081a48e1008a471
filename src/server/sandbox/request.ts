import { MailError } from '../../base/errors.ts';

/** A request over HTTP, as the sandbox's paths see it. Host and Origin were checked. */
export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  /** By lower-case name; empty when absent. */
  header(name: string): string;
  body(): Promise<Uint8Array>;
}

/** `body` is absent for events: then `events` begins to send them until the client goes, and gives what ends it. */
export interface ApiAnswer {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: { readonly type: string; readonly bytes: Uint8Array | string };
  readonly events?: (send: (event: string, data: unknown) => boolean) => { dispose(): void };
}

/** A request's fields, whose names stand in any case, as Mailpit takes them. */
export type Fields = { readonly [lowerCaseName: string]: unknown };

export function json(value: unknown, status = 200): ApiAnswer {
  return { status, body: { type: 'application/json; charset=utf-8', bytes: JSON.stringify(value) } };
}

export function plainText(words: string, status = 200): ApiAnswer {
  return { status, body: { type: 'text/plain; charset=utf-8', bytes: words } };
}

/** The body as one JSON object; an empty one has no fields. Throws `sandbox.badRule`. */
export async function fieldsOf(request: ApiRequest): Promise<Fields> {
  const text = Buffer.from(await request.body()).toString('utf8');
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MailError('sandbox.badRule', { cause, data: { detail: 'JSON' } });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badField('JSON: an object');
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]));
}

/** A list of words; absent: empty. Throws `sandbox.badRule`. */
export function words(fields: Fields, name: string): string[] {
  const value = fields[name] ?? [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
    throw badField(`${name}: a list of words`);
  return value;
}

/** A whole number of the query, from 0. Throws `sandbox.badRule`. */
export function wholeNumber(url: URL, name: string, otherwise: number): number {
  const text = url.searchParams.get(name);
  if (text === null || text === '') return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw badField(`${name} ${text.slice(0, 20)}`);
  return Number(text);
}

export function badField(detail: string): MailError {
  return new MailError('sandbox.badRule', { data: { detail } });
}
