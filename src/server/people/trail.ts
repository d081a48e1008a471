import type { Store } from '../store/store.ts';

/** Who does something: a user's address, `token`, `command line`; from where, if from elsewhere. */
export interface Actor {
  readonly name: string;
  readonly remoteAddress: string;
}

/** Runs a change and tells of it in the same transaction. `details` never holds a password. */
export function audited<T>(
  store: Store,
  actor: Actor,
  entry: { readonly action: string; readonly target: string; readonly details?: { readonly [name: string]: unknown } },
  change: () => T,
  touched: readonly number[] = [],
): T {
  return store.write(touched, () => {
    const result = change();
    store.audit.add({ actor: actor.name, remoteAddress: actor.remoteAddress, details: {}, ...entry });
    return result;
  });
}
