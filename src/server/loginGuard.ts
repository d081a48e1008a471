import { type Clock, sleep } from '../base/clock.ts';
import { canonicalAddress } from './address.ts';
import { loginDelayMs, loginFailuresMax, loginWindowMs } from './limits.ts';
import { checkPassword } from './passwords.ts';
import type { Protocol } from './service.ts';
import type { Store } from './store/store.ts';
import type { User } from './store/users.ts';

/** `busy`: too many wrong passwords of late; nothing was checked. `off`: right, but this protocol is not for this user. */
export type LoginResult = { readonly user: User } | 'wrong' | 'busy' | { readonly off: string };

export interface SignIn {
  readonly protocol: Protocol;
  readonly name: string;
  readonly password: string;
  readonly remoteAddress: string;
}

/** Signs people in, for every service alike, and slows down those who guess. */
export class LoginGuard {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #failures = new Map<string, number[]>();

  constructor({ store, clock }: { store: Store; clock: Clock }) {
    this.#store = store;
    this.#clock = clock;
  }

  async logIn({ name, password, remoteAddress }: SignIn): Promise<LoginResult> {
    const keys = [`user ${canonicalAddress(name)}`, `from ${remoteAddress}`];
    if (keys.some((key) => this.#recent(key).length >= loginFailuresMax)) return 'busy';
    const user = this.#store.users.find(name);
    if ((await checkPassword(password, this.#store.users.passwordHash(name))) && user) return { user };
    for (const key of keys) this.#failures.set(key, [...this.#recent(key), this.#clock.now()]);
    await sleep(this.#clock, loginDelayMs);
    return 'wrong';
  }

  #recent(key: string): number[] {
    const since = this.#clock.now() - loginWindowMs;
    const recent = (this.#failures.get(key) ?? []).filter((at) => at > since);
    if (recent.length === 0) this.#failures.delete(key);
    return recent;
  }
}
