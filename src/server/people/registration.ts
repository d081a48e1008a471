import { createHash } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { type Random, randomId } from '../../base/random.ts';
import { canonicalAddress, checkAddress } from '../address.ts';
import type { Invitation } from '../store/invitations.ts';
import type { Store } from '../store/store.ts';
import type { UserDetails } from '../store/users.ts';
import { bannedNetwork } from './cidr.ts';
import { readPeopleSettings } from './peopleSettings.ts';
import type { RateLimits } from './rateLimits.ts';
import { type Actor, audited } from './trail.ts';
import type { UserAdministration } from './userAdministration.ts';

const dayMs = 86_400_000;
/** What somebody chooses for themselves has this many characters at least. */
const ownPasswordMinChars = 8;
/** Tries from one address in an hour. */
const triesPerHour = 10;
/** Names that others take for the operator's (RFC 2142). */
const reserved = /^(abuse|admin|administrator|hostmaster|mailer-daemon|noreply|postmaster|root|security|webmaster)$/;

/** Mailboxes that people make for themselves: off, with an invitation, or open to everybody who can reach the page. */
export class Registration {
  readonly #store: Store;
  readonly #users: UserAdministration;
  readonly #rates: RateLimits;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(of: { store: Store; users: UserAdministration; rates: RateLimits; clock: Clock; random: Random }) {
    this.#store = of.store;
    this.#users = of.users;
    this.#rates = of.rates;
    this.#clock = of.clock;
    this.#random = of.random;
  }

  invitations(): readonly Invitation[] {
    return this.#store.invitations.all();
  }

  /** The code is shown this once. `address`: whom it is for, or empty for whoever brings it. Throws `server.badAddress`. */
  invite(actor: Actor, { address = '', days = 7 } = {}): { readonly id: number; readonly code: string } {
    if (address !== '') checkAddress(address);
    const code = randomId(this.#random, 24);
    const expiresAt = this.#clock.now() + days * dayMs;
    const target = canonicalAddress(address);
    const id = audited(this.#store, actor, { action: 'invitations.add', target, details: { days } }, () =>
      this.#store.invitations.add({ codeHash: hashOf(code), address: target, expiresAt }),
    );
    return { id, code };
  }

  revoke(actor: Actor, id: number): void {
    audited(this.#store, actor, { action: 'invitations.remove', target: String(id) }, () =>
      this.#store.invitations.remove(id),
    );
  }

  /**
   * Throws `server.registrationClosed`, `server.badInvitation`, `server.locked` (too many tries), `server.weakPassword`
   * (under 8 characters), and what `users.create` throws.
   */
  async register(wanted: {
    readonly address: string;
    readonly password: string;
    readonly displayName?: string;
    readonly code?: string;
    readonly remoteAddress: string;
  }): Promise<UserDetails> {
    const { address, password, displayName = '', code = '', remoteAddress } = wanted;
    const { registration, registrationQuotaBytes } = readPeopleSettings(this.#store);
    if (registration === 'off') throw new MailError('server.registrationClosed');
    const waitMs = this.#rates.take(`register ${bannedNetwork(remoteAddress)}`, {
      limit: triesPerHour,
      windowMs: 3_600_000,
    });
    if (waitMs > 0) {
      throw new MailError('server.locked', { retry: 'later', data: { seconds: Math.ceil(waitMs / 1_000) } });
    }
    if (registration === 'invitation') this.#invitation(code, address);
    const canonical = canonicalAddress(address);
    if (registration === 'open' && reserved.test(canonical.slice(0, canonical.lastIndexOf('@')))) {
      throw new MailError('server.addressTaken', { data: { address: canonical } });
    }
    if (!this.#store.domains.some()) throw new MailError('server.registrationClosed');
    if ([...password].length < ownPasswordMinChars) throw new MailError('server.weakPassword');
    const user = { address: canonical, password, displayName, quotaBytes: registrationQuotaBytes };
    const made = await this.#users.create({ name: canonical, remoteAddress }, user, () => {
      // Two may come with one invitation at the same moment: it is looked at again where it is used up.
      if (registration === 'invitation') this.#store.invitations.use(this.#invitation(code, address).id, canonical);
    });
    return made;
  }

  #invitation(code: string, address: string): Invitation {
    const invitation = this.#store.invitations.find(hashOf(code));
    const isFor = invitation?.address === '' || invitation?.address === canonicalAddress(address);
    if (!invitation || !isFor || invitation.usedBy !== '' || invitation.expiresAt <= this.#clock.now()) {
      throw new MailError('server.badInvitation');
    }
    return invitation;
  }
}

function hashOf(code: string): Uint8Array {
  return createHash('sha256').update(code.trim().toLowerCase()).digest();
}
