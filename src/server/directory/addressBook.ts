import { canonicalAddress } from '../address.ts';
import type { Store } from '../store/store.ts';
import type { User } from '../store/users.ts';

/** The next step of a mail on its way to people: `key` names the place, however its address was written. */
export type Step =
  | {
      readonly kind: 'user';
      readonly key: string;
      readonly user: User;
      readonly disabled: boolean;
      /** Whether the user has the mail; not when all of it is forwarded. */
      readonly keepsCopy: boolean;
      readonly to: readonly string[];
    }
  | { readonly kind: 'list'; readonly key: string; readonly to: readonly string[] }
  | { readonly kind: 'remote' | 'unknown'; readonly key: string; readonly to: readonly [] };

/** Looks up one address: a user, an alias or a group, either with `+detail`, postmaster, what a domain catches, or none of ours. */
export class AddressBook {
  readonly #store: Store;

  constructor({ store }: { readonly store: Store }) {
    this.#store = store;
  }

  step(address: string): Step {
    const canonical = canonicalAddress(address);
    for (const candidate of withoutDetail(canonical)) {
      const found = this.#named(candidate);
      if (found) return found;
    }
    return this.#inDomain(canonical);
  }

  /** Whether the domain is one of ours; as long as nobody said which are, none is and none is another's. */
  isOurs(domain: string): boolean {
    return this.#store.domains.find(domain) !== undefined;
  }

  #named(address: string): Step | undefined {
    const found = this.#store.users.recipient(address);
    if (found) {
      const { user, disabled, forwards } = found;
      const { to, keepsCopy } = forwards ? this.#store.aliases.forwarding(user.id) : { to: [], keepsCopy: true };
      return { kind: 'user', key: user.address, user, disabled, keepsCopy, to };
    }
    const alias = this.#store.aliases.find(address);
    return alias && { kind: 'list', key: alias.address, to: alias.members };
  }

  #inDomain(address: string): Step {
    const at = address.lastIndexOf('@');
    const name = address.slice(at + 1);
    const domain = this.#store.domains.find(name);
    if (!domain) return { kind: this.#store.domains.some() ? 'remote' : 'unknown', key: address, to: [] };
    // RFC 5321 §4.5.1: postmaster of a domain always reaches somebody.
    const admins = address.slice(0, at) === 'postmaster' ? this.#store.users.withRole('admin') : [];
    if (admins.length > 0) return { kind: 'list', key: address, to: admins.map((admin) => admin.address) };
    if (domain.catchAll !== '') return { kind: 'list', key: `@${name}`, to: [domain.catchAll] };
    return { kind: 'unknown', key: address, to: [] };
  }
}

/** The address, then without `+detail` from the right (RFC 5233 §1): a user may have a `+` of their own. */
function withoutDetail(address: string): string[] {
  const at = address.lastIndexOf('@');
  const forms = [address];
  for (let plus = address.lastIndexOf('+', at); plus > 0; plus = address.lastIndexOf('+', plus - 1)) {
    forms.push(address.slice(0, plus) + address.slice(at));
  }
  return forms;
}
