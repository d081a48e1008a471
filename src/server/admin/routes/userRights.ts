import { MailError } from '../../../base/errors.ts';
import type { People } from '../../people/people.ts';
import type { Caller } from '../route.ts';

/** An operator touches nobody who may administrate: another password would be another's role. Throws `server.notAllowed`. */
export function mayTouch(people: People, caller: Caller, address: string): void {
  if (caller.role !== 'admin' && people.users.get(address).role !== 'none') throw new MailError('server.notAllowed');
}

/** An operator gives nobody a role. Throws `server.notAllowed`. */
export function mayGive(caller: Caller, changes: { readonly role?: string }): void {
  if (caller.role !== 'admin' && (changes.role ?? 'none') !== 'none') throw new MailError('server.notAllowed');
}
