/** The page's door to the server that it came from. */
import { isErrorCode } from '../../base/errorCodes.ts';
import { MailError } from '../../base/errors.ts';
import { type Infer, integer, object, optional, record, type Schema, string, union } from '../../protocol/schema.ts';

const value = union<string | number | undefined>(string(), integer(), optional(string()));
const failure = object({ error: object({ code: string(), data: record(value) }) });

/** Asks, and reads the answer by `shape`. Throws the server's error, `server.notRunning` when it does not answer. */
export async function ask<S extends Schema<unknown>>(
  shape: S,
  method: string,
  path: string,
  body?: unknown,
): Promise<Infer<S>>;
export async function ask(shape: Schema<unknown>, method: string, path: string, body?: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      redirect: 'error',
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new MailError('server.notRunning', { cause });
  }
  const answer: unknown = await response.json();
  if (response.ok) return shape.parse(answer);
  const { code, data } = failure.parse(answer).error;
  throw new MailError(isErrorCode(code) ? code : 'server.failed', { data });
}
