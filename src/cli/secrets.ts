import type { SecretSource } from '../engineClient/connection.ts';
import type { EngineClient } from '../engineClient/engineClient.ts';
import { accountList } from '../protocol/methods/accountList.ts';
import { runPasswordCommand } from './passwordCommand.ts';
import type { CliIo } from './verb.ts';

export interface SecretOptions {
  /** The account that `MAILROOM_PASSWORD` and standard input speak of. */
  readonly account?: string | undefined;
  /** What `--password-stdin` read. */
  readonly typed?: string | undefined;
}

/**
 * Where the command line takes a secret from, in this order: standard input, `MAILROOM_PASSWORD_<ID>`,
 * `MAILROOM_PASSWORD` (with one account, or the one named), the account's `passwordCommand`. Never kept.
 */
export function secretSource(io: CliIo, engine: () => EngineClient, { account, typed }: SecretOptions): SecretSource {
  return async (request) => {
    // A gateway's key is none of the accounts' passwords: only what is named for it is handed out.
    if (request.service === 'sms') return io.env[`MAILROOM_PASSWORD_${request.account.toUpperCase()}`] ?? null;
    const { accounts } = await engine().call(accountList, {});
    const meant = account === request.account || (account === undefined && accounts.length === 1);
    if (typed !== undefined && meant) return typed;
    const named =
      io.env[`MAILROOM_PASSWORD_${request.account.toUpperCase()}`] ?? io.env[`MAILROOM_PASSWORD_${request.account}`];
    if (named !== undefined) return named;
    if (meant && io.env['MAILROOM_PASSWORD'] !== undefined) return io.env['MAILROOM_PASSWORD'];
    const command = accounts.find(({ id }) => id === request.account)?.config.passwordCommand;
    return command ? runPasswordCommand(command, { signal: io.signal }) : null;
  };
}

/** The first line of standard input, when `--password-stdin` asks for it. */
export async function typedSecret(io: CliIo, wanted: boolean | undefined): Promise<string | undefined> {
  return wanted ? (await io.readInput()).split(/\r?\n/, 1)[0] : undefined;
}
