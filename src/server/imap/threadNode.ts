import type { Searched } from './searchMatcher.ts';

/** A message with its answers; without one where a parent is not among those found. */
export interface ThreadNode {
  readonly message: Searched | undefined;
  readonly children: readonly ThreadNode[];
}
