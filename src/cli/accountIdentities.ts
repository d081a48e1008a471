import { MailError } from '../base/errors.ts';
import { type IdentityConfig, identityConfig, identityId } from '../protocol/identities.ts';
import { identityList } from '../protocol/methods/identityList.ts';
import { identityRemove } from '../protocol/methods/identityRemove.ts';
import { identitySave } from '../protocol/methods/identitySave.ts';
import type { AccountId } from '../protocol/records.ts';
import { misuse, readArguments, text } from './arguments.ts';
import { readTextFile } from './files.ts';
import { resolveAccount } from './resolve.ts';
import { sessionOptions, withEngine } from './session.ts';
import type { CliIo } from './verb.ts';

/**
 * `account identities`: those of one account or of all, one JSON value per line; with `--file` one is added, or changed
 * where the file names its `id`; with `--remove ID` it goes.
 */
export async function identities(args: readonly string[], io: CliIo): Promise<number> {
  const { options } = readArguments(args, { ...sessionOptions, file: text, remove: text });
  return withEngine(io, { profile: options.profile }, async (engine) => {
    const named = await resolveAccount(engine, options.account);
    if (options.remove !== undefined) {
      const id = identityId.parse(options.remove);
      await engine.call(identityRemove, { id }, io);
      io.out(JSON.stringify({ id, removed: true }));
      return 0;
    }
    if (options.file !== undefined) {
      if (!named) throw misuse('--account');
      const { id, config } = readIdentityFile(options.file, io.cwd, named.id);
      const saved = await engine.call(identitySave, { config, ...(id ? { id } : {}) }, io);
      io.out(JSON.stringify({ id: saved.id, address: config.address }));
      return 0;
    }
    const { identities: all } = await engine.call(identityList, {}, io);
    for (const each of all) if (!named || each.account === named.id) io.out(JSON.stringify(each));
    return 0;
  });
}

/** What is not named is as in a new identity. Throws `identity.bad`. */
function readIdentityFile(
  path: string,
  cwd: string,
  account: AccountId,
): { readonly id: ReturnType<typeof identityId.parse> | undefined; readonly config: IdentityConfig } {
  const plain = { label: '', name: '', aliases: [], replyTo: '', bccSelf: false, signature: null };
  try {
    const value: unknown = JSON.parse(readTextFile(path, cwd));
    const given = typeof value === 'object' && value !== null ? value : {};
    const id = 'id' in given ? identityId.parse(given.id) : undefined;
    return { id, config: identityConfig.parse({ ...plain, signaturePlace: 'below', ...given, account }) };
  } catch (cause) {
    if (cause instanceof MailError && cause.code.startsWith('file.')) throw cause;
    throw new MailError('identity.bad', { cause, data: { field: 'file', value: path } });
  }
}
