import { MailError } from '../base/errors.ts';
import { accountAdd } from '../protocol/methods/accountAdd.ts';
import { accountCheck } from '../protocol/methods/accountCheck.ts';
import { accountList } from '../protocol/methods/accountList.ts';
import { accountRemove } from '../protocol/methods/accountRemove.ts';
import {
  type AccountConfig,
  type AccountId,
  accountConfig,
  accountId,
  type ServiceCheck,
} from '../protocol/records.ts';
import { identities } from './accountIdentities.ts';
import { log } from './accountLog.ts';
import { printSteps } from './accountSteps.ts';
import { flag, misuse, readArguments, text } from './arguments.ts';
import { readTextFile } from './files.ts';
import { resolveAccount } from './resolve.ts';
import { secretSource, typedSecret } from './secrets.ts';
import { sessionOptions, withEngine } from './session.ts';
import type { CliIo, Verb } from './verb.ts';

/** `account add | list | check | log | identities | remove`. */
export const account: Verb = {
  name: 'account',
  usage: [
    'account add --profile DIR --file account.json [--password-stdin]',
    'account list --profile DIR [--json]',
    'account check --profile DIR [--account ID] [--steps] [--password-stdin] [--json]',
    'account log --profile DIR --account ID [--follow] [--json]',
    'account identities --profile DIR [--account ID] [--file identity.json | --remove ID]',
    'account remove --profile DIR --account ID [--discard-outbox]',
  ],
  async run([action, ...args], io) {
    const actions: { readonly [name: string]: (args: readonly string[], io: CliIo) => Promise<number> } = {
      add,
      list,
      check,
      log,
      identities,
      remove,
    };
    const run = action === undefined ? undefined : actions[action];
    if (!run) throw misuse(action ?? '');
    return run(args, io);
  },
};

async function add(args: readonly string[], io: CliIo): Promise<number> {
  const { options } = readArguments(args, { ...sessionOptions, file: text });
  if (options.file === undefined) throw misuse('--file');
  const { id, config } = readAccountFile(options.file, io.cwd);
  const secret = await typedSecret(io, options['password-stdin']);
  return withEngine(io, { profile: options.profile }, async (engine) => {
    const added = await engine.call(
      accountAdd,
      { config, ...(id && { id }), ...(secret !== undefined && { secret }) },
      io,
    );
    io.out(JSON.stringify({ id: added.account, address: config.address }));
    return 0;
  });
}

async function list(args: readonly string[], io: CliIo): Promise<number> {
  const { options } = readArguments(args, sessionOptions);
  return withEngine(io, options, async (engine) => {
    const { accounts } = await engine.call(accountList, {}, io);
    for (const { id, config, state, unread } of accounts) {
      const { address, name } = config;
      io.out(
        options.json ? JSON.stringify({ id, address, name, state, unread }) : `${id}  ${address}  ${state}  ${unread}`,
      );
    }
    return 0;
  });
}

/** Signs in to every account named and says how each server answered. Exit 1 when one refused. */
async function check(args: readonly string[], io: CliIo): Promise<number> {
  const { options } = readArguments(args, { ...sessionOptions, steps: flag });
  const typed = await typedSecret(io, options['password-stdin']);
  return withEngine(io, { profile: options.profile, account: options.account }, async (engine) => {
    const named = await resolveAccount(engine, options.account);
    const { accounts } = await engine.call(accountList, {}, io);
    let failed = false;
    for (const { id, config } of named ? [named] : accounts) {
      const secret = await secretSource(io, () => engine, { account: options.account, typed })({
        account: id,
        service: 'imap',
      });
      const given = { config, account: id, ...(secret !== null && { secret }) };
      if (options.steps) {
        failed = (await printSteps(engine, given, io, options.json === true)) || failed;
        continue;
      }
      const result = await engine.call(accountCheck, given, io);
      failed ||= !result.incoming.ok || result.outgoing?.ok === false;
      io.out(
        JSON.stringify({
          id,
          incoming: summary(result.incoming),
          outgoing: result.outgoing && summary(result.outgoing),
        }),
      );
    }
    return failed ? 1 : 0;
  });
}

async function remove(args: readonly string[], io: CliIo): Promise<number> {
  const { options } = readArguments(args, { ...sessionOptions, 'discard-outbox': flag });
  return withEngine(io, { profile: options.profile }, async (engine) => {
    const named = await resolveAccount(engine, options.account);
    if (!named) throw misuse('--account');
    await engine.call(accountRemove, { account: named.id, discardOutbox: options['discard-outbox'] === true }, io);
    io.out(JSON.stringify({ id: named.id, removed: true }));
    return 0;
  });
}

function summary({ ok, failure, serverSaid }: ServiceCheck): object {
  return ok ? { ok } : { ok, code: failure?.code, serverSaid };
}

/** `account.json` of product.md. Throws `account.badConfig`. */
function readAccountFile(
  path: string,
  cwd: string,
): { readonly id: AccountId | undefined; readonly config: AccountConfig } {
  const text = readTextFile(path, cwd);
  try {
    const value: unknown = JSON.parse(text);
    const id = typeof value === 'object' && value !== null && 'id' in value ? accountId.parse(value.id) : undefined;
    return { id, config: accountConfig.parse(value) };
  } catch (cause) {
    const data = cause instanceof MailError ? cause.data : {};
    throw new MailError('account.badConfig', { cause, data: { ...data, path } });
  }
}
