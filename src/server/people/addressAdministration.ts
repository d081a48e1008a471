import { MailError } from '../../base/errors.ts';
import { addressMaxChars, canonicalAddress, checkAddress } from '../address.ts';
import { AddressBook } from '../directory/addressBook.ts';
import { findLoop } from '../directory/loops.ts';
import type { Alias, Forwarding } from '../store/aliases.ts';
import type { Domain } from '../store/domains.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited } from './trail.ts';

/** A domain with how much is in it. */
export interface DomainInUse extends Domain {
  readonly users: number;
  readonly aliases: number;
}

/** Members of one list, addresses that one user forwards to. */
const membersMax = 1_000;

/** Domains, aliases, groups and forwarding. A change after which mail would go round in a circle is refused. */
export class AddressAdministration {
  readonly #store: Store;
  readonly #book: AddressBook;

  constructor({ store }: { readonly store: Store }) {
    this.#store = store;
    this.#book = new AddressBook({ store });
  }

  domains(): readonly DomainInUse[] {
    return this.#store.domains.all().map((domain) => this.#inUse(domain));
  }

  /**
   * The first one brings the domains of those along who are here already: from then on other domains are somebody else's.
   * Throws `server.badDomain`, `server.domainExists`.
   */
  addDomain(actor: Actor, domain: string): DomainInUse {
    const name = canonicalDomain(domain);
    const others = this.#store.domains.some() ? [] : this.#store.users.domains().filter((other) => other !== name);
    return audited(this.#store, actor, { action: 'domains.add', target: name, details: { others } }, () => {
      for (const one of [name, ...others]) this.#store.domains.add(one);
      return this.#inUse(this.#store.domains.get(name));
    });
  }

  /** Throws `server.domainUnknown`, `server.domainInUse`. */
  removeDomain(actor: Actor, domain: string): void {
    const { name, users, aliases } = this.#inUse(this.#store.domains.get(canonicalAddress(domain)));
    if (users + aliases > 0) {
      throw new MailError('server.domainInUse', { data: { domain: name, count: users + aliases } });
    }
    audited(this.#store, actor, { action: 'domains.remove', target: name }, () => this.#store.domains.remove(name));
  }

  /** Who gets what is for nobody in the domain; empty: it is refused. Throws `server.domainUnknown`, `server.badAddress`, `server.mailLoop`. */
  setCatchAll(actor: Actor, domain: string, address: string): DomainInUse {
    const { name } = this.#store.domains.get(canonicalAddress(domain));
    const catchAll = address === '' ? '' : this.#sound([address])[0];
    return audited(this.#store, actor, { action: 'domains.setCatchAll', target: name, details: { catchAll } }, () => {
      this.#store.domains.setCatchAll(name, catchAll ?? '');
      if (catchAll) this.#refuseLoop(catchAll);
      return this.#inUse(this.#store.domains.get(name));
    });
  }

  aliases(query: { readonly search?: string; readonly offset?: number; readonly limit?: number } = {}): {
    readonly aliases: readonly Alias[];
    readonly total: number;
  } {
    return this.#store.aliases.list({ ...query, limit: Math.min(query.limit ?? 100, 1_000) });
  }

  /**
   * Makes an alias (one member) or a group (several), or gives it other members; they may be elsewhere.
   * Throws `server.badAddress`, `server.userExists`, `server.domainUnknown`, `server.mailLoop`, `server.badSetting`.
   */
  setAlias(actor: Actor, address: string, members: readonly string[]): Alias {
    checkAddress(address);
    const alias = canonicalAddress(address);
    if (this.#store.users.find(alias)) throw new MailError('server.userExists', { data: { address: alias } });
    if (this.#store.domains.some()) this.#store.domains.get(alias.slice(alias.lastIndexOf('@') + 1));
    const sound = this.#sound(members);
    if (sound.length === 0) throw new MailError('server.badSetting', { data: { name: 'members' } });
    return audited(this.#store, actor, { action: 'aliases.set', target: alias, details: { members: sound } }, () => {
      this.#store.aliases.set(alias, sound);
      this.#refuseLoop(alias);
      return { address: alias, members: sound };
    });
  }

  /** Throws `server.aliasUnknown`. */
  removeAlias(actor: Actor, address: string): void {
    const alias = canonicalAddress(address);
    if (!this.#store.aliases.find(alias)) throw new MailError('server.aliasUnknown', { data: { address: alias } });
    audited(this.#store, actor, { action: 'aliases.remove', target: alias }, () => {
      this.#store.aliases.remove(alias);
      this.#store.aliases.removeMember(alias);
      this.#store.domains.replaceCatchAll(alias, '');
    });
  }

  /** No address: mail stays here. Throws `server.userUnknown`, `server.badAddress`, `server.mailLoop`, `server.badSetting`. */
  setForwarding(actor: Actor, user: string, { to, keepsCopy }: Forwarding): Forwarding {
    const { id, address: target } = this.#store.users.get(user);
    const sound = this.#sound(to);
    const forwarding = { to: sound, keepsCopy: keepsCopy || sound.length === 0 };
    return audited(this.#store, actor, { action: 'users.setForwarding', target, details: forwarding }, () => {
      this.#store.aliases.setForwarding(id, forwarding);
      this.#refuseLoop(target);
      return forwarding;
    });
  }

  #inUse(domain: Domain): DomainInUse {
    return {
      ...domain,
      users: this.#store.users.countIn(domain.name),
      aliases: this.#store.aliases.countIn(domain.name),
    };
  }

  /** Inside the transaction of the change, which is taken back. */
  #refuseLoop(address: string): void {
    const path = findLoop(this.#book, address);
    if (path) throw new MailError('server.mailLoop', { data: { path: path.join(' → ') } });
  }

  #sound(addresses: readonly string[]): string[] {
    for (const address of addresses) checkAddress(address);
    const unique = [...new Set(addresses.map(canonicalAddress))];
    if (unique.length > membersMax) throw new MailError('server.badSetting', { data: { name: 'members' } });
    return unique.sort();
  }
}

/** Throws `server.badDomain`. */
function canonicalDomain(domain: string): string {
  const name = canonicalAddress(domain).replace(/\.$/, '');
  try {
    checkAddress(`x@${name}`);
  } catch (cause) {
    throw new MailError('server.badDomain', { cause, data: { domain: domain.slice(0, addressMaxChars) } });
  }
  return name;
}
