import type { Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/events.ts';
import type { Ban } from '../store/bans.ts';
import type { Store } from '../store/store.ts';
import { bannedNetwork } from './cidr.ts';
import { readPeopleSettings } from './peopleSettings.ts';

/** Addresses whose failures are remembered. */
const addressesMax = 20_000;

interface Failure {
  readonly name: string;
  readonly at: number;
}

/** Shuts out an address after too many wrong passwords, for a set time. A ban is on disk and outlives a restart. */
export class Bans {
  /** Runs when an address was banned, with it: connections of it that are open are to be cut. */
  readonly banned = new Emitter<string>();
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #isExempt: (remoteAddress: string) => boolean;
  readonly #failures = new Map<string, Failure[]>();
  #active: Map<string, Ban> | undefined;

  /** `isExempt`: who is never banned, as those that a rule lets in; in the sandbox everybody. */
  constructor(options: { store: Store; clock: Clock; isExempt?: (remoteAddress: string) => boolean }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#isExempt = options.isExempt ?? (() => false);
  }

  /** The ban that keeps this address out, if there is one. */
  find(remoteAddress: string): Ban | undefined {
    const ban = this.#all().get(bannedNetwork(remoteAddress));
    return ban && ban.until > this.#clock.now() ? ban : undefined;
  }

  list(): Ban[] {
    return this.#store.bans.all(this.#clock.now());
  }

  /** A wrong password. The last one that is forgiven was the one before. */
  failed(remoteAddress: string, name: string): void {
    const { banAfterFailures, banWindowSeconds, banSeconds } = readPeopleSettings(this.#store);
    if (banAfterFailures === 0 || this.#isExempt(remoteAddress)) return;
    const key = bannedNetwork(remoteAddress);
    const now = this.#clock.now();
    const recent = (this.#failures.get(key) ?? []).filter(({ at }) => at > now - banWindowSeconds * 1_000);
    recent.push({ name, at: now });
    this.#failures.delete(key);
    if (recent.length < banAfterFailures) {
      this.#failures.set(key, recent);
      const [oldest] = this.#failures.keys();
      if (this.#failures.size > addressesMax && oldest !== undefined) this.#failures.delete(oldest);
      return;
    }
    this.#store.write([], () => this.set(key, { seconds: banSeconds, reason: `${recent.length} wrong passwords` }));
    this.banned.emit(key);
  }

  /** Runs inside a transaction. */
  set(remoteAddress: string, { seconds, reason }: { readonly seconds: number; readonly reason: string }): void {
    const at = this.#clock.now();
    this.#store.bans.set({ remoteAddress: bannedNetwork(remoteAddress), reason, at, until: at + seconds * 1_000 });
    this.#active = undefined;
  }

  /** The right password: what this user mistyped from there is forgiven, guesses at others are not. */
  succeeded(remoteAddress: string, name: string): void {
    const key = bannedNetwork(remoteAddress);
    const others = this.#failures.get(key)?.filter((failure) => failure.name !== name) ?? [];
    if (others.length > 0) this.#failures.set(key, others);
    else this.#failures.delete(key);
  }

  /** Runs inside a transaction. */
  lift(remoteAddress: string): void {
    const key = bannedNetwork(remoteAddress);
    this.#store.bans.remove(remoteAddress);
    this.#store.bans.remove(key);
    this.#failures.delete(key);
    this.#active = undefined;
  }

  #all(): Map<string, Ban> {
    this.#active ??= new Map(this.list().map((ban) => [ban.remoteAddress, ban]));
    return this.#active;
  }
}
