import type { Disposable } from '../../base/dispose.ts';
import type { Store } from '../store/store.ts';
import type { User } from '../store/users.ts';

/** A message as the maildrop held it when it was opened. */
export interface Entry {
  /** From 1; stays the same for the whole session (RFC 1939 §8). */
  readonly number: number;
  readonly uid: number;
  readonly uniqueId: string;
  /** Octets. */
  readonly size: number;
}

/**
 * A user's INBOX as one session sees it: what comes or goes meanwhile changes no number. Marks are kept here alone until
 * {@link Maildrop.update}, so that a session that ends otherwise deletes nothing.
 */
export class Maildrop implements Disposable {
  readonly #store: Store;
  readonly #mailboxId: number;
  readonly #entries: readonly Entry[];
  readonly #marked = new Set<number>();
  readonly #release: () => void;

  constructor(store: Store, user: User, release: () => void) {
    const { id, uidValidity } = store.mailboxes.get(user.id, 'INBOX');
    this.#store = store;
    this.#mailboxId = id;
    this.#release = release;
    this.#entries = store.messages.changedSince(id, 0).map(({ uid, size }, index) => ({
      number: index + 1,
      uid,
      uniqueId: `${uidValidity}.${uid}`, // RFC 1939 §7: lasts across sessions, and is never given twice.
      size,
    }));
  }

  /** Messages that are not marked. */
  get entries(): readonly Entry[] {
    return this.#entries.filter(({ number }) => !this.#marked.has(number));
  }

  /** Undefined when there is none of that number, or it is marked. */
  entry(number: number): Entry | undefined {
    return this.#marked.has(number) ? undefined : this.#entries[number - 1];
  }

  /** Undefined when another program removed it meanwhile. */
  bytes({ uid }: Entry): Uint8Array | undefined {
    return this.#store.messages.bytes(this.#mailboxId, uid);
  }

  mark({ number }: Entry): void {
    this.#marked.add(number);
  }

  unmarkAll(): void {
    this.#marked.clear();
  }

  /** Removes what is marked, all of it in one transaction that is on disk when this returns. */
  update(): void {
    const uids = this.#entries.filter(({ number }) => this.#marked.has(number)).map(({ uid }) => uid);
    if (uids.length === 0) return;
    this.#store.write([this.#mailboxId], () => this.#store.messages.expunge(this.#mailboxId, uids));
    this.#marked.clear();
  }

  /** Lets others open it. */
  dispose(): void {
    this.#release();
  }
}

/** Opens maildrops, each for one session at a time (RFC 1939 §4), whichever service it came by. */
export class Maildrops {
  readonly #store: Store;
  readonly #open = new Set<number>();

  constructor({ store }: { readonly store: Store }) {
    this.#store = store;
  }

  /** Undefined while another session has it. */
  open(user: User): Maildrop | undefined {
    if (this.#open.has(user.id)) return undefined;
    const maildrop = new Maildrop(this.#store, user, () => this.#open.delete(user.id));
    this.#open.add(user.id);
    return maildrop;
  }
}
