import type { EngineClient } from '../engineClient/engineClient.ts';
import { accountProtocolLog } from '../protocol/methods/accountProtocolLog.ts';
import type { AccountId } from '../protocol/records.ts';
import { protocolLineText } from '../texts/protocolLine.ts';
import { flag, misuse, readArguments } from './arguments.ts';
import { resolveAccount } from './resolve.ts';
import { sessionOptions, withEngine } from './session.ts';
import type { CliIo } from './verb.ts';

/** `account log`: what was said with an account's servers, credentials masked; with `--follow` until it is interrupted. */
export async function log(args: readonly string[], io: CliIo): Promise<number> {
  const { options } = readArguments(args, { ...sessionOptions, follow: flag });
  return withEngine(io, options, async (engine) => {
    const named = await resolveAccount(engine, options.account);
    if (!named) throw misuse('--account');
    const { id } = named;
    let wake = Promise.withResolvers<void>();
    // Before the first reading: the engine tells once of what comes after it.
    const heard = engine.on('protocolLogged', ({ account }) => account === id && wake.resolve());
    io.signal.addEventListener('abort', () => wake.resolve());
    for (let newest = 0; ; ) {
      newest = await print(engine, id, newest, options.json === true, io);
      if (options.follow) await wake.promise;
      if (!options.follow || io.signal.aborted) break;
      wake = Promise.withResolvers<void>();
    }
    heard.dispose();
    return 0;
  });
}

const pageLines = 500;

async function print(
  engine: EngineClient,
  account: AccountId,
  from: number,
  json: boolean,
  io: CliIo,
): Promise<number> {
  for (let after = from; ; ) {
    const { lines, newest, more } = await engine.call(accountProtocolLog, { account, after, max: pageLines }, io);
    for (const line of lines) io.out(json ? JSON.stringify(line) : protocolLineText(line));
    if (!more) return newest;
    after = newest;
  }
}
