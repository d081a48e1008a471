import { MailError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import { canonicalAddress, checkAddress } from '../address.ts';
import { hashPassword, type PasswordHash } from '../passwords.ts';
import { protocols } from '../service.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Forwarding } from '../store/aliases.ts';
import type { LastLogin } from '../store/logins.ts';
import type { Store } from '../store/store.ts';
import { roles, type User, type UserDetails, type UserQuery, type UserSettings } from '../store/users.ts';
import { type Actor, audited } from './trail.ts';

export interface NewUser extends Partial<UserSettings> {
  readonly address: string;
  readonly password: string;
}

/** Everything there is to know of a user, but mail. */
export interface WholeUser extends UserDetails {
  readonly logins: readonly LastLogin[];
  readonly forwarding: Forwarding;
}

const displayNameMaxChars = 200;
const usersPageMax = 1_000;

/** Users, as administrators see and change them. Each change leaves who, when and what in the audit trail. */
export class UserAdministration {
  readonly #store: Store;
  readonly #sessions: Sessions;
  readonly #random: Random;

  constructor(dependencies: { store: Store; sessions: Sessions; random: Random }) {
    this.#store = dependencies.store;
    this.#sessions = dependencies.sessions;
    this.#random = dependencies.random;
  }

  /** A page of at most 1,000, and how many there are on all pages. */
  list(query: UserQuery = {}): { readonly users: readonly UserDetails[]; readonly total: number } {
    this.#store.logins.flush();
    return this.#store.users.list({ ...query, limit: Math.min(query.limit ?? 100, usersPageMax) });
  }

  /** Throws `server.userUnknown`. */
  get(address: string): WholeUser {
    const { id } = this.#store.users.get(address);
    const logins = this.#store.logins.of(id);
    return { ...this.#store.users.details(address), logins, forwarding: this.#store.aliases.forwarding(id) };
  }

  /**
   * Throws `server.badAddress`, `server.domainUnknown` (once domains were named), `server.userExists`,
   * `server.addressTaken`, `server.weakPassword`, `server.badSetting`. `also` runs in the same transaction.
   */
  async create(actor: Actor, user: NewUser, also: () => void = () => {}): Promise<UserDetails> {
    this.check(user);
    const hash = await hashPassword(user.password, this.#random);
    return this.createHashed(actor, user, hash, also);
  }

  /** All of {@link create} that can be known before the password is hashed. */
  check({ address, password: _, ...settings }: NewUser): void {
    this.#checkFree(address);
    checkSettings(settings);
  }

  /** With the hash made before; whole or not at all. */
  createHashed(
    actor: Actor,
    { address, password: _, ...settings }: NewUser,
    hash: PasswordHash,
    also: () => void = () => {},
  ): UserDetails {
    this.#checkFree(address);
    checkSettings(settings);
    return audited(
      this.#store,
      actor,
      { action: 'users.create', target: canonicalAddress(address), details: settings },
      () => {
        const user = this.#store.addUserWithin(address, hash);
        this.#store.users.change(user.address, settings);
        also();
        return this.#store.users.details(user.address);
      },
    );
  }

  /** Sessions that are not allowed any more end. Throws `server.userUnknown`, `server.badSetting`, `server.lastAdmin`. */
  change(actor: Actor, address: string, changes: Partial<UserSettings>): UserDetails {
    checkSettings(changes);
    const { address: target } = this.#store.users.get(address);
    const entry = { action: 'users.change', target, details: changes };
    const details = audited(this.#store, actor, entry, () => {
      this.#keepingAnAdmin(() => this.#store.users.change(target, changes));
      return this.#store.users.details(target);
    });
    const isOff = new Set<string>(protocols.filter((protocol) => details.disabled || !details[protocol]));
    this.#sessions.cut(({ user, protocol }) => user === target && isOff.has(protocol));
    return details;
  }

  /**
   * Another address for the same person and mail; lists and forwarding follow. `keepAlias`: the old address goes on to
   * reach them. Throws `server.userUnknown`, `server.userExists`, `server.addressTaken`, `server.badAddress`,
   * `server.domainUnknown`.
   */
  rename(actor: Actor, address: string, to: string, { keepAlias = false } = {}): User {
    const from = this.#store.users.get(address).address;
    this.#checkFree(to);
    const entry = { action: 'users.rename', target: from, details: { to: canonicalAddress(to), keepAlias } };
    const user = audited(this.#store, actor, entry, () => {
      const renamed = this.#store.users.rename(from, to);
      this.#store.aliases.replaceMember(from, renamed.address);
      this.#store.domains.replaceCatchAll(from, renamed.address);
      if (keepAlias) this.#store.aliases.set(from, [renamed.address]);
      return renamed;
    });
    this.#sessions.cut((session) => session.user === from);
    return user;
  }

  /** The old one is refused from now on, and sessions opened with it end. Throws `server.userUnknown`, `server.weakPassword`. */
  async setPassword(actor: Actor, address: string, password: string): Promise<void> {
    this.#store.users.get(address);
    this.setHash(actor, address, await hashPassword(password, this.#random));
  }

  /** {@link setPassword} with the hash made before. */
  setHash(actor: Actor, address: string, hash: PasswordHash): void {
    const { address: target } = this.#store.users.get(address);
    audited(this.#store, actor, { action: 'users.setPassword', target }, () =>
      this.#store.users.setPassword(target, hash),
    );
    this.#sessions.cut(({ user }) => user === target);
  }

  /** With all mail; nobody who gets the address later inherits their place in a list. Throws `server.userUnknown`, `server.lastAdmin`. */
  remove(actor: Actor, address: string): void {
    const { id, address: target } = this.#store.users.get(address);
    const mailboxes = this.#store.mailboxes.all(id).map((mailbox) => mailbox.id);
    const remove = () => {
      this.#keepingAnAdmin(() => this.#store.users.remove(target));
      this.#store.aliases.removeMember(target);
      this.#store.domains.replaceCatchAll(target, '');
    };
    audited(this.#store, actor, { action: 'users.remove', target }, remove, mailboxes);
    this.#sessions.cut(({ user }) => user === target);
  }

  #checkFree(address: string): void {
    checkAddress(address);
    const canonical = canonicalAddress(address);
    if (this.#store.users.find(canonical)) throw new MailError('server.userExists', { data: { address: canonical } });
    if (this.#store.aliases.find(canonical))
      throw new MailError('server.addressTaken', { data: { address: canonical } });
    if (this.#store.domains.some()) this.#store.domains.get(canonical.slice(canonical.lastIndexOf('@') + 1));
  }

  /** Inside a transaction, which is taken back. */
  #keepingAnAdmin(change: () => void): void {
    const before = this.#store.users.withRole('admin').length;
    change();
    if (before > 0 && this.#store.users.withRole('admin').length === 0) throw new MailError('server.lastAdmin');
  }
}

/** Throws `server.badSetting`: what comes from a form or a file is believed only so far. */
function checkSettings(settings: { readonly [name: string]: unknown }): void {
  for (const [name, value] of Object.entries(settings)) {
    if (value !== undefined && !isSound(name, value)) throw new MailError('server.badSetting', { data: { name } });
  }
}

function isSound(name: string, value: unknown): boolean {
  if (name === 'displayName') {
    return typeof value === 'string' && value.length <= displayNameMaxChars && !/[\x00-\x1f\x7f]/.test(value);
  }
  if (name === 'role') return roles.some((role) => role === value);
  if (name === 'quotaBytes' || name === 'mailboxMaxBytes') return Number.isSafeInteger(value) && Number(value) >= 0;
  return ['disabled', ...protocols].includes(name) && typeof value === 'boolean';
}
