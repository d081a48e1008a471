import { parseArgs } from 'node:util';
import { isMailError, MailError, messageOf } from '../../base/errors.ts';
import { takeProcessLock } from '../../base/processLock.ts';
import { type Random, randomId } from '../../base/random.ts';
import { askControl } from '../admin/control.ts';
import { administerUsers, type UserRequest, type UserResult } from '../admin/userAdmin.ts';
import { openDataFolder } from '../files.ts';
import { Store } from '../store/store.ts';

export interface UserDependencies {
  readonly random: Random;
  /** All of standard input. */
  readInput(): Promise<string>;
}

/**
 * `user add|passwd|list|remove ADDRESS --data DIR [--password-stdin]`: through the server when one runs on the folder,
 * else on the store itself. Gives the lines to print. Without `--password-stdin` a new password is made and shown once.
 * Throws `cli.usage` and the codes of {@link administerUsers}.
 */
export async function user(args: readonly string[], { random, readInput }: UserDependencies): Promise<string[]> {
  const { values, positionals } = parse(args);
  const [action, address, ...more] = positionals;
  if (!values.data || more.length > 0) throw misuse('--data DIR');
  if (action === 'list' && address === undefined)
    return (await perform(values.data, random, { action })).addresses.slice();
  if (address === undefined) throw misuse('ADDRESS');
  if (action === 'remove') {
    await perform(values.data, random, { action, address });
    return [JSON.stringify({ address })];
  }
  if (action !== 'add' && action !== 'passwd') throw misuse(action ?? '');
  const given = values['password-stdin'] ? (await readInput()).replace(/\r?\n$/, '') : undefined;
  const password = given ?? randomId(random, 20);
  await perform(values.data, random, { action, address, password });
  return [JSON.stringify(given === undefined ? { address, password } : { address })];
}

/** Whoever holds the folder's lock does it: the server that runs, or this process. */
async function perform(data: string, random: Random, request: UserRequest): Promise<UserResult> {
  const folder = openDataFolder(data);
  let lock: { dispose(): void };
  try {
    lock = takeProcessLock(folder.lock);
  } catch (error) {
    if (isMailError(error, 'engine.busyElsewhere')) return askControl(folder.control, request);
    throw error;
  }
  try {
    const store = new Store({ path: folder.database });
    try {
      return await administerUsers(store, random, request);
    } finally {
      store.dispose();
    }
  } finally {
    lock.dispose();
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { data: { type: 'string' }, 'password-stdin': { type: 'boolean' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw misuse(messageOf(error));
  }
}

function misuse(detail: string): MailError {
  return new MailError('cli.usage', { data: { detail } });
}
