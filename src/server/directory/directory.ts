import { overflow } from '../people/quota.ts';
import type { Store } from '../store/store.ts';
import type { User } from '../store/users.ts';
import { AddressBook, type Step } from './addressBook.ts';

/** Somebody here who gets a mail, and the address by which (an alias, one with a `+`, a group, or their own). */
export interface LocalRecipient {
  readonly user: User;
  readonly address: string;
}

/** Where mail for one address goes: to people here, and to addresses elsewhere (not ours, or forwarded to). */
export interface Route {
  readonly local: readonly LocalRecipient[];
  readonly remote: readonly string[];
  /** Those of a list who get nothing, while others of it do. */
  readonly refused?: readonly Refused[];
}

export interface Refused {
  readonly address: string;
  readonly refusal: Refusal;
}

/** Why nobody gets it: an SMTP code with its enhanced status (RFC 3463), and words for the client. */
export interface Refusal {
  readonly code: 450 | 451 | 452 | 550 | 552 | 554;
  readonly status: string;
  readonly words: string;
}

/** The user who gets what is sent to nobody, in the sandbox. */
export const sandboxAddress = 'sandbox@localhost';

/**
 * Who lives here: turns the address of a RCPT command into people. An address of another domain is `remote`, and it is
 * SMTP's to say whether this client may send there. As long as no domain was named, only users and aliases are found.
 */
export class Directory {
  readonly #store: Store;
  readonly #sandbox: boolean;
  readonly #book: AddressBook;

  constructor({ store, sandbox }: { readonly store: Store; readonly sandbox: boolean }) {
    this.#store = store;
    this.#sandbox = sandbox;
    this.#book = new AddressBook({ store });
  }

  /** `bytes`: the size that was announced, for quota. Nobody is named twice, however many lists they are in. */
  resolve(address: string, { bytes = 1 }: { readonly bytes?: number } = {}): Route | Refusal {
    const way = new Way();
    this.#follow(address, address, bytes, way);
    const local = [...way.local.values()];
    const remote = [...way.remote.values()];
    const [first] = way.refused;
    if (local.length + remote.length > 0) return { local, remote, ...(first ? { refused: way.refused } : {}) };
    return first?.refusal ?? { code: 554, status: '5.4.6', words: 'mail for this address goes round in a circle' };
  }

  /** Whether mail for this domain stays here. */
  isOurs(domain: string): boolean {
    return this.#book.isOurs(domain.toLowerCase());
  }

  /** `original`: as the client or the list wrote it, what Delivered-To and a report name. */
  #follow(address: string, original: string, bytes: number, way: Way): void {
    const step = this.#book.step(address);
    if (way.seen.has(step.key)) return;
    way.seen.add(step.key);
    if (step.kind === 'user') this.#arrive(step, original, bytes, way);
    else if (step.kind === 'remote' && !this.#sandbox) way.remote.set(step.key, address);
    else if (step.kind !== 'list') this.#nobody(address, way);
    if (step.kind === 'user' && step.disabled) return;
    for (const target of step.to) this.#follow(target, step.kind === 'list' ? original : target, bytes, way);
  }

  #arrive(step: Extract<Step, { kind: 'user' }>, address: string, bytes: number, way: Way): void {
    const { user, disabled, keepsCopy } = step;
    if (disabled) {
      way.refused.push({ address, refusal: { code: 550, status: '5.2.1', words: 'this mailbox is disabled' } });
      return;
    }
    if (!keepsCopy) return;
    const full = overflow(this.#store, { userId: user.id, bytes });
    if (!full) way.local.set(user.id, { user, address });
    else if (full.never) {
      way.refused.push({ address, refusal: { code: 552, status: '5.2.2', words: 'larger than this mailbox' } });
    } else way.refused.push({ address, refusal: { code: 452, status: '4.2.2', words: 'this mailbox is full' } });
  }

  /** In the sandbox everything finds somebody, and nothing leaves. */
  #nobody(address: string, way: Way): void {
    const sandbox = this.#sandbox ? this.#store.users.find(sandboxAddress) : undefined;
    if (sandbox) way.local.set(sandbox.id, { user: sandbox, address });
    else way.refused.push({ address, refusal: { code: 550, status: '5.1.1', words: 'no such mailbox here' } });
  }
}

/** What was found on the way of one mail. */
class Way {
  readonly seen = new Set<string>();
  readonly local = new Map<number, LocalRecipient>();
  readonly remote = new Map<string, string>();
  readonly refused: Refused[] = [];
}

export function isRefusal(outcome: Route | Refusal): outcome is Refusal {
  return 'code' in outcome;
}
