import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { Directory } from '../directory/directory.ts';
import { LoginGuard } from '../loginGuard.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Store } from '../store/store.ts';
import { AccessAdministration } from './accessAdministration.ts';
import { AddressAdministration } from './addressAdministration.ts';
import { Bans } from './bans.ts';
import { type BulkOptions, type BulkResult, importUsers } from './bulk.ts';
import { Gate } from './gate.ts';
import { RateLimits } from './rateLimits.ts';
import { Registration } from './registration.ts';
import type { Actor } from './trail.ts';
import { UserAdministration } from './userAdministration.ts';

export interface PeopleDependencies {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly random: Random;
  /** Everything is for everybody on this machine: nobody is banned. */
  readonly sandbox: boolean;
}

/**
 * All that concerns people: what the protocols ask (`guard`, `gate`, `directory`), and what administrators do, which the
 * HTTP API and the command line offer one to one.
 */
export class People {
  readonly gate: Gate;
  readonly guard: LoginGuard;
  readonly directory: Directory;
  readonly users: UserAdministration;
  readonly addresses: AddressAdministration;
  readonly access: AccessAdministration;
  readonly registration: Registration;
  readonly #of: { readonly store: Store; readonly random: Random };

  constructor({ store, sessions, clock, random, sandbox }: PeopleDependencies) {
    const rates = new RateLimits({ clock });
    const isExempt = (address: string) => sandbox || this.gate.isInvited(address);
    const bans = new Bans({ store, clock, isExempt });
    this.gate = new Gate({ store, clock, bans, rates });
    this.guard = new LoginGuard({ store, clock, bans, random });
    this.directory = new Directory({ store, sandbox });
    this.users = new UserAdministration({ store, sessions, random });
    this.addresses = new AddressAdministration({ store });
    this.access = new AccessAdministration({ store, sessions, bans, gate: this.gate });
    this.registration = new Registration({ store, users: this.users, rates, clock, random });
    this.#of = { store, random };
    // The sign-in that was one too many is answered before its connection goes.
    bans.banned.on(() => clock.after(cutDelayMs, () => sessions.cut((session) => this.gate.mustCut(session))));
  }

  /** Creates and changes users from a table. See {@link importUsers}. */
  importUsers(actor: Actor, csv: string, options: BulkOptions): Promise<BulkResult> {
    return importUsers({ ...this.#of, users: this.users }, actor, csv, options);
  }
}

const cutDelayMs = 1_000;
