import { MailError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import { checkAddress } from '../address.ts';
import { hashPassword } from '../passwords.ts';
import type { Store } from '../store/store.ts';

/** One request about users, as the command line and the control port carry it. */
export type UserRequest =
  | { readonly action: 'add' | 'passwd'; readonly address: string; readonly password: string }
  | { readonly action: 'remove'; readonly address: string }
  | { readonly action: 'list' };

/** What users there are after the request. */
export interface UserResult {
  readonly addresses: readonly string[];
}

/** Throws `server.badAddress`, `server.userExists`, `server.userUnknown`, `server.weakPassword`. */
export async function administerUsers(store: Store, random: Random, request: UserRequest): Promise<UserResult> {
  if (request.action === 'add' || request.action === 'passwd') {
    checkAddress(request.address);
    const hash = await hashPassword(request.password, random);
    if (request.action === 'add') store.addUser(request.address, hash);
    else store.write([], () => store.users.setPassword(request.address, hash));
  } else if (request.action === 'remove') removeUser(store, request.address);
  return { addresses: store.users.all().map(({ address }) => address) };
}

/** Sessions that have one of the user's mailboxes open are told that it is gone. */
function removeUser(store: Store, address: string): void {
  const ids = store.mailboxes.all(store.users.get(address).id).map(({ id }) => id);
  store.write(ids, () => store.users.remove(address));
}

/** Reads a request that crossed a process boundary. Throws `engine.badRequest`. */
export function parseUserRequest(value: unknown): UserRequest {
  if (typeof value === 'object' && value !== null && 'action' in value) {
    const { action } = value;
    const address = 'address' in value ? value.address : undefined;
    const password = 'password' in value ? value.password : undefined;
    if (action === 'list') return { action };
    if (action === 'remove' && typeof address === 'string') return { action, address };
    if ((action === 'add' || action === 'passwd') && typeof address === 'string' && typeof password === 'string') {
      return { action, address, password };
    }
  }
  throw new MailError('engine.badRequest');
}
