import type { Store } from '../store/store.ts';
import type { User } from '../store/users.ts';

/** Somebody here who gets a mail, and the address by which (an alias, one with a `+`, a group, or their own). */
export interface LocalRecipient {
  readonly user: User;
  readonly address: string;
}

/** Where mail for one address goes: to people here, and to addresses elsewhere (not ours, or forwarded to). */
export interface Route {
  readonly local: readonly LocalRecipient[];
  readonly remote: readonly string[];
}

/** Why nobody gets it: an SMTP code with its enhanced status (RFC 3463), and words for the client. */
export interface Refusal {
  readonly code: 450 | 451 | 452 | 550 | 552 | 554;
  readonly status: string;
  readonly words: string;
}

/** The user who gets what is sent to nobody, in the sandbox. */
export const sandboxAddress = 'sandbox@localhost';

/** Who lives here: turns the address of a RCPT command into people. */
export class Directory {
  readonly #store: Store;
  readonly #sandbox: boolean;

  constructor({ store, sandbox }: { readonly store: Store; readonly sandbox: boolean }) {
    this.#store = store;
    this.#sandbox = sandbox;
  }

  resolve(address: string): Route | Refusal {
    const user =
      this.#store.users.find(address) ?? (this.#sandbox ? this.#store.users.find(sandboxAddress) : undefined);
    if (user) return { local: [{ user, address }], remote: [] };
    return { code: 550, status: '5.1.1', words: 'no such mailbox here' };
  }
}

export function isRefusal(outcome: Route | Refusal): outcome is Refusal {
  return 'code' in outcome;
}
