import { sameAddress } from '../../mail/mime/address.ts';
import { contactSearch } from '../../protocol/methods/contactSearch.ts';
import type { Address } from '../../protocol/records.ts';
import type { EngineContext } from '../context.ts';
import { handle } from '../handler.ts';
import { matchesPrefix } from '../store/contacts.ts';
import { searchable } from '../sync/toRow.ts';

/** Newest messages of the cache that are looked through for people who are no contacts yet. */
const rowsMax = 200;

/** Contacts first; then people of the mail that was there before the first arrival was noted. */
export const handleContactSearch = handle(contactSearch, (context, { prefix, limit }) => {
  const contacts = context.contacts.search(prefix, limit);
  const strangers = contacts.length < limit ? peopleOfMail(context, prefix) : [];
  const all = [...contacts, ...strangers];
  const first = all.filter((one, index) => all.findIndex((other) => sameAddress(one.address, other.address)) === index);
  return { contacts: first.slice(0, limit) };
});

function peopleOfMail({ messageLists }: EngineContext, prefix: string): readonly Address[] {
  const words = searchable(prefix)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const rows = messageLists.search(words, rowsMax, { account: undefined, mailbox: undefined });
  return rows
    .flatMap(({ from, to }) => [...from, ...to])
    .filter((person) => person.address.includes('@') && matchesPrefix(person, prefix));
}
