import { MailError } from '../../base/errors.ts';
import { addressMaxChars, canonicalAddress, checkAddress } from '../address.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Ban } from '../store/bans.ts';
import type { AccountFilter, IpFilter } from '../store/filters.ts';
import type { Store } from '../store/store.ts';
import type { Bans } from './bans.ts';
import { bannedNetwork, networkText, parseIp, parseNetwork } from './cidr.ts';
import type { Gate } from './gate.ts';
import { type PeopleSettings, readPeopleSettings, writePeopleSettings } from './peopleSettings.ts';
import { type Actor, audited } from './trail.ts';

type New<T> = Omit<T, 'id' | 'createdAt' | 'note'> & { readonly note?: string };

const noteMaxChars = 500;

/** Who is kept out: rules by network and by account, bans, limits. What they mean for open connections is done at once. */
export class AccessAdministration {
  readonly #store: Store;
  readonly #sessions: Sessions;
  readonly #bans: Bans;
  readonly #gate: Gate;

  constructor(dependencies: { store: Store; sessions: Sessions; bans: Bans; gate: Gate }) {
    this.#store = dependencies.store;
    this.#sessions = dependencies.sessions;
    this.#bans = dependencies.bans;
    this.#gate = dependencies.gate;
  }

  ipFilters(): readonly IpFilter[] {
    return this.#store.filters.ip();
  }

  /** A rule for the same network and protocol is replaced. Tells how many open connections it cut. Throws `server.badNetwork`. */
  setIpFilter(
    actor: Actor,
    { network, note = '', ...rule }: New<IpFilter>,
  ): { readonly id: number; readonly cut: number } {
    const filter = { ...rule, network: networkText(parseNetwork(network)), note: note.slice(0, noteMaxChars) };
    const id = audited(this.#store, actor, { action: 'filters.setIp', target: filter.network, details: filter }, () =>
      this.#store.filters.setIp(filter),
    );
    return { id, cut: this.#cut() };
  }

  /** Throws `server.filterUnknown`. */
  removeIpFilter(actor: Actor, id: number): { readonly cut: number } {
    this.#removing(actor, 'filters.removeIp', () => {
      const { network, protocol, action } = this.#store.filters.removeIp(id);
      return { target: network, details: { protocol, action } };
    });
    return { cut: this.#cut() };
  }

  accountFilters(): readonly AccountFilter[] {
    return this.#store.filters.accounts();
  }

  /** `pattern`: an address, `@domain` or `*`. Throws `server.badAddress`. */
  setAccountFilter(actor: Actor, { pattern, note = '', ...rule }: New<AccountFilter>): { readonly id: number } {
    const canonical = canonicalAddress(pattern);
    if (canonical !== '*') checkAddress(canonical.startsWith('@') ? `x${canonical}` : canonical);
    const filter = { ...rule, pattern: canonical, note: note.slice(0, noteMaxChars) };
    const entry = { action: 'filters.setAccount', target: canonical, details: filter };
    return { id: audited(this.#store, actor, entry, () => this.#store.filters.setAccount(filter)) };
  }

  /** Throws `server.filterUnknown`. */
  removeAccountFilter(actor: Actor, id: number): void {
    this.#removing(actor, 'filters.removeAccount', () => {
      const { pattern, direction, action } = this.#store.filters.removeAccount(id);
      return { target: pattern, details: { direction, action } };
    });
  }

  bans(): readonly Ban[] {
    return this.#bans.list();
  }

  /** Bans by hand. Throws `server.badNetwork`, `server.badSetting`. */
  ban(actor: Actor, remoteAddress: string, { seconds, reason = '' }: { seconds: number; reason?: string }): void {
    if (!parseIp(remoteAddress))
      throw new MailError('server.badNetwork', { data: { network: remoteAddress.slice(0, 100) } });
    if (!(seconds > 0 && seconds <= 31_536_000))
      throw new MailError('server.badSetting', { data: { name: 'seconds' } });
    const address = bannedNetwork(remoteAddress);
    audited(this.#store, actor, { action: 'bans.set', target: address, details: { seconds, reason } }, () =>
      this.#bans.set(address, { seconds, reason: reason.slice(0, noteMaxChars) }),
    );
    this.#cut();
  }

  lift(actor: Actor, remoteAddress: string): void {
    const target = remoteAddress.slice(0, addressMaxChars);
    audited(this.#store, actor, { action: 'bans.lift', target }, () => this.#bans.lift(target));
  }

  settings(): PeopleSettings {
    return readPeopleSettings(this.#store);
  }

  /** Throws `server.badSetting`. */
  changeSettings(actor: Actor, changes: Partial<PeopleSettings>): PeopleSettings {
    const entry = { action: 'people.settings', target: '', details: changes };
    return audited(this.#store, actor, entry, () => writePeopleSettings(this.#store, changes));
  }

  /** Ends open connections that a rule or a ban keeps out by now. */
  #cut(): number {
    return this.#sessions.cut((session) => this.#gate.mustCut(session));
  }

  /** What it was is known only once it is gone. */
  #removing(
    actor: Actor,
    action: string,
    remove: () => { target: string; details: { [name: string]: unknown } },
  ): void {
    this.#store.write([], () => {
      this.#store.audit.add({ actor: actor.name, remoteAddress: actor.remoteAddress, action, ...remove() });
    });
  }
}
