import { createHmac } from 'node:crypto';
import { equalBytes, hex } from '../base/bytes.ts';
import { type Clock, sleep } from '../base/clock.ts';
import { type Random, systemRandom } from '../base/random.ts';
import { canonicalAddress } from './address.ts';
import { loginDelayMs, loginFailuresMax, loginWindowMs } from './limits.ts';
import { checkPassword, type PasswordHash } from './passwords.ts';
import { Bans } from './people/bans.ts';
import { keysOfNobody, type ScramKeys, unpackScram } from './scram.ts';
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

/** A sign-in without the password itself: SCRAM proves that one is known. */
export type SignInByProof = Omit<SignIn, 'password'>;

const secretName = 'scramSecret';

/**
 * Signs people in, for every service alike, and slows down those who guess: five wrong passwords ban their address
 * ({@link Bans}), twenty in a minute shut a user's door whoever knocks. Who is disabled, or may not use the protocol, is
 * told so with the reason, and only after the right password.
 */
export class LoginGuard {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #bans: Bans;
  readonly #random: Random;
  readonly #failures = new Map<string, number[]>();
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #proved = new Map<number, Uint8Array>();
  readonly #processKey: Uint8Array;

  constructor({
    store,
    clock,
    bans,
    random = systemRandom,
  }: { store: Store; clock: Clock; bans?: Bans; random?: Random }) {
    this.#store = store;
    this.#clock = clock;
    this.#bans = bans ?? new Bans({ store, clock });
    this.#random = random;
    this.#processKey = random.bytes(32);
  }

  async logIn({ password, ...signIn }: SignIn): Promise<LoginResult> {
    const name = canonicalAddress(signIn.name);
    // One guess after the other: a hundred at the same moment would all pass before the first one counts.
    const right = await this.#inTurn(`${name} ${signIn.remoteAddress}`, async () => {
      if (this.#isBusy(signIn)) return 'busy';
      const isRight = await this.#isRight(name, password);
      if (!isRight) this.#failed(signIn);
      return isRight;
    });
    if (right === 'busy') return 'busy';
    return right ? this.#welcome(signIn) : this.#wrong();
  }

  /** The first half of SCRAM-SHA-256: what the user's keys are; for a name that nobody has, keys that nothing proves. */
  scramKeys(signIn: SignInByProof): ScramKeys | 'busy' {
    if (this.#isBusy(signIn)) return 'busy';
    return (
      unpackScram(this.#store.users.scram(signIn.name)) ?? keysOfNobody(canonicalAddress(signIn.name), this.#secret())
    );
  }

  /** The second half: whether the client's proof fitted those keys. */
  async scramDone(signIn: SignInByProof, proved: boolean): Promise<LoginResult> {
    if (proved) return this.#welcome(signIn);
    this.#failed(signIn);
    return this.#wrong();
  }

  /** After the right password. */
  #welcome({ protocol, name, remoteAddress }: SignInByProof): LoginResult {
    const user = this.#store.users.find(name);
    if (!user) return 'wrong';
    const settings = this.#store.users.details(name);
    this.#bans.succeeded(remoteAddress, user.address);
    if (settings.disabled) return { off: 'this account is disabled' };
    if (!settings[protocol]) return { off: `${protocol.toUpperCase()} is switched off for this account` };
    this.#store.logins.note(user.id, protocol, remoteAddress);
    return { user };
  }

  #failed({ name, remoteAddress }: SignInByProof): void {
    const key = canonicalAddress(name);
    this.#failures.set(key, [...this.#recent(key), this.#clock.now()]);
    this.#bans.failed(remoteAddress, key);
  }

  async #wrong(): Promise<LoginResult> {
    await sleep(this.#clock, loginDelayMs);
    return 'wrong';
  }

  #isBusy({ name, remoteAddress }: SignInByProof): boolean {
    return (
      this.#bans.find(remoteAddress) !== undefined || this.#recent(canonicalAddress(name)).length >= loginFailuresMax
    );
  }

  /** A password that was right once is known by a keyed digest in memory: a program with ten connections waits for scrypt once. */
  async #isRight(name: string, password: string): Promise<boolean> {
    const user = this.#store.users.find(name);
    const stored = this.#store.users.passwordHash(name);
    const digest = stored && this.#digest(stored, password);
    const known = user && this.#proved.get(user.id);
    if (digest && known && equalBytes(known, digest)) return true;
    const isRight = (await checkPassword(password, stored)) && user !== undefined;
    if (isRight && digest) this.#proved.set(user.id, digest);
    return isRight;
  }

  /** Holds the stored hash as well, so that a new password makes it worthless. */
  #digest({ salt, hash }: PasswordHash, password: string): Uint8Array {
    return createHmac('sha256', this.#processKey).update(salt).update(hash).update(password.normalize('NFC')).digest();
  }

  async #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.#turns.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    }
  }

  /** Lasts longer than this process: a salt that changes with every start would tell that nobody has the name. */
  #secret(): Uint8Array {
    const known = this.#store.settings.get(secretName);
    if (known !== undefined) return Buffer.from(known, 'hex');
    const secret = this.#random.bytes(32);
    this.#store.write([], () => this.#store.settings.set(secretName, hex(secret)));
    return secret;
  }

  #recent(key: string): number[] {
    const since = this.#clock.now() - loginWindowMs;
    const recent = (this.#failures.get(key) ?? []).filter((at) => at > since);
    if (recent.length === 0) this.#failures.delete(key);
    return recent;
  }
}
