import { type Random, randomUnit } from './random.ts';

export interface BackoffPolicy {
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
}

/**
 * How long to wait before attempt `attempt` (1 = the first retry): grows by `factor` up to `maxMs`, then halved at
 * most by chance, so that clients that lost one server do not all come back in the same second.
 */
export function backoffMs(policy: BackoffPolicy, attempt: number, random: Random): number {
  const full = Math.min(policy.maxMs, policy.firstMs * policy.factor ** (attempt - 1));
  return Math.round(full * (0.5 + randomUnit(random) / 2));
}
