import { isMailError } from '../base/errors.ts';
import type { SecretSource } from '../engineClient/connection.ts';
import type { EngineClient } from '../engineClient/engineClient.ts';
import { flag, text } from './arguments.ts';
import { secretSource, typedSecret } from './secrets.ts';
import type { CliIo } from './verb.ts';

export interface SessionOptions {
  readonly profile?: string | undefined;
  readonly account?: string | undefined;
  readonly 'password-stdin'?: boolean;
}

/** The options that every verb over the engine takes. */
export const sessionOptions = {
  profile: text,
  account: text,
  'password-stdin': flag,
  json: flag,
} as const;

/** Works with the engine of the profile that `options` name, answering its questions for secrets meanwhile. */
export async function withEngine<T>(
  io: CliIo,
  options: SessionOptions,
  work: (engine: EngineClient) => Promise<T>,
): Promise<T> {
  const typed = await typedSecret(io, options['password-stdin'] === true);
  let current: EngineClient | undefined;
  const engine = () => {
    if (!current) throw new TypeError('the engine asks only after it was joined');
    return current;
  };
  const source = secretSource(io, engine, { account: options.account, typed });
  let noAnswer: unknown;
  const secrets: SecretSource = async (request) => {
    try {
      return await source(request);
    } catch (error) {
      noAnswer = error; // The engine only learns that there is none.
      throw error;
    }
  };
  return io.engine.use({ profile: options.profile, secrets }, async (joined) => {
    current = joined;
    try {
      return await work(joined);
    } catch (error) {
      throw noAnswer !== undefined && wantsSecret(error) ? noAnswer : error;
    }
  });
}

/** The secret was missing: then why it could not be had says more. */
function wantsSecret(error: unknown): boolean {
  if (!isMailError(error, 'auth.secretMissing', 'account.offline')) return false;
  return error.code === 'auth.secretMissing' || error.data['reason'] === 'auth.secretMissing';
}
