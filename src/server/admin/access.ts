import { equalBytes, hex, utf8 } from '../../base/bytes.ts';
import { type Clock, sleep } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import { canonicalAddress } from '../address.ts';
import { adminSessionMs, adminSessionsMax, loginDelayMs } from '../limits.ts';
import { checkPassword } from '../passwords.ts';
import type { Store } from '../store/store.ts';
import type { Caller, Needed } from './route.ts';
import { SignInLock } from './signInLock.ts';

export interface AccessOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** The server's own token: whoever can read its file is an administrator. */
  readonly token: string;
}

/** The name under which the token acts in the audit trail. */
export const tokenName = 'token';

const order = ['none', 'readOnly', 'operator', 'admin'] as const;

/** Who may ask what: by the server's token, or signed in with the name and password of a user. */
export class Access {
  readonly #options: AccessOptions;
  readonly #lock: SignInLock;
  readonly #sessions = new Map<string, { readonly address: string; readonly until: number }>();

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#lock = new SignInLock({ clock: options.clock });
  }

  /** Whom a bearer's word or a cookie's stands for; undefined for nobody. A role that changed counts at once. */
  callerOf(word: string, remoteAddress: string): Caller | undefined {
    if (word === '') return undefined;
    if (equalBytes(utf8(word), utf8(this.#options.token))) return { name: tokenName, role: 'admin', remoteAddress };
    const session = this.#sessions.get(word);
    if (!session) return undefined;
    const role = this.#roleOf(session.address);
    if (role === undefined || session.until <= this.#options.clock.now()) {
      this.#sessions.delete(word);
      return undefined;
    }
    return { name: session.address, role, remoteAddress, session: word };
  }

  /** Throws `server.signInFirst` without a caller, `server.notAllowed` for one whose role is too small. */
  check(caller: Caller | undefined, needed: Needed): void {
    if (needed === 'anyone') return;
    if (!caller) throw new MailError('server.signInFirst', { retry: 'afterUser' });
    if (order.indexOf(caller.role) < order.indexOf(needed)) throw new MailError('server.notAllowed');
  }

  /** A new session's word. Throws `server.wrongPassword`, `server.locked` (with `seconds` to wait). */
  async signIn(name: string, password: string, remoteAddress: string): Promise<{ word: string; caller: Caller }> {
    const { store, clock } = this.#options;
    const address = canonicalAddress(name);
    const keys = [`user ${address}`, `from ${remoteAddress}`];
    this.#refuseLocked(keys);
    // Counted before it is known, so that many at once are not all let through to the check.
    this.#lock.wrong(keys);
    const isRight = await checkPassword(password, store.users.passwordHash(address));
    const role = this.#roleOf(address);
    if (!isRight || role === undefined) {
      await sleep(clock, loginDelayMs);
      throw new MailError('server.wrongPassword', { retry: 'afterUser' });
    }
    this.#lock.right(keys);
    return this.#begin(address, role, remoteAddress);
  }

  /** A session for who holds the server's token. Throws `server.wrongPassword`, `server.locked`. */
  signInByToken(token: string, remoteAddress: string): { word: string; caller: Caller } {
    const keys = [`from ${remoteAddress}`];
    this.#refuseLocked(keys);
    if (!equalBytes(utf8(token.trim()), utf8(this.#options.token))) {
      this.#lock.wrong(keys);
      throw new MailError('server.wrongPassword', { retry: 'afterUser' });
    }
    return this.#begin(tokenName, 'admin', remoteAddress);
  }

  signOut(word: string): void {
    this.#sessions.delete(word);
  }

  /** Ends the sessions of a user, as after another password; `except` goes on. */
  signOutUser(address: string, except = ''): void {
    for (const [word, session] of this.#sessions) {
      if (session.address === canonicalAddress(address) && word !== except) this.#sessions.delete(word);
    }
  }

  #begin(address: string, role: Caller['role'], remoteAddress: string): { word: string; caller: Caller } {
    const { clock, random } = this.#options;
    const word = hex(random.bytes(24));
    this.#sessions.set(word, { address, until: clock.now() + adminSessionMs });
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= adminSessionsMax) break;
      this.#sessions.delete(oldest);
    }
    return { word, caller: { name: address, role, remoteAddress, session: word } };
  }

  #refuseLocked(keys: readonly string[]): void {
    const waitMs = this.#lock.waitMs(keys);
    if (waitMs > 0)
      throw new MailError('server.locked', { retry: 'later', data: { seconds: Math.ceil(waitMs / 1_000) } });
  }

  /** Undefined for who is not here (any more), or disabled. */
  #roleOf(address: string): Caller['role'] | undefined {
    if (address === tokenName) return 'admin';
    const { users } = this.#options.store;
    if (!users.find(address)) return undefined;
    const { role, disabled } = users.details(address);
    return disabled ? undefined : role;
  }
}
