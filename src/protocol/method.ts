import type { ErrorCode } from '../base/errorCodes.ts';
import { type Infer, object, type Schema } from './schema.ts';

/** A request that crosses a process boundary: its name, both shapes, what can go wrong and how long it may take. */
export interface Method<P, R> {
  readonly name: string;
  readonly params: Schema<P>;
  readonly result: Schema<R>;
  /** Codes that a caller should expect, beside `engine.*` and `internal`. */
  readonly errors: readonly ErrorCode[];
  /** `safe`: asking again after a lost connection changes nothing twice. */
  readonly retry: 'safe' | 'never';
  /** After this long without an answer the caller gets `engine.timeout`. 0 = as long as the caller's signal allows. */
  readonly timeoutMs: number;
}

interface MethodSpec<P extends Shape, R extends Shape> {
  readonly params: P;
  readonly result: R;
  readonly errors?: readonly ErrorCode[];
  readonly retry?: 'safe' | 'never';
  readonly timeoutMs?: number;
}
type Shape = Parameters<typeof object>[0];

/** Defaults: no errors of its own, `retry: 'safe'`, 15 s. */
export function method<P extends Shape, R extends Shape>(
  name: string,
  spec: MethodSpec<P, R>,
): Method<Infer<ReturnType<typeof object<P>>>, Infer<ReturnType<typeof object<R>>>> {
  return {
    name,
    params: object(spec.params),
    result: object(spec.result),
    errors: spec.errors ?? [],
    retry: spec.retry ?? 'safe',
    timeoutMs: spec.timeoutMs ?? 15_000,
  };
}

export type ParamsOf<M> = M extends Method<infer P, unknown> ? P : never;
export type ResultOf<M> = M extends Method<never, infer R> ? R : M extends Method<infer _, infer R> ? R : never;
