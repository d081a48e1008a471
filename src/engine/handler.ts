import type { Method } from '../protocol/method.ts';
import type { EngineContext } from './context.ts';

/** What a handler knows of the request it serves. */
export interface CallContext {
  /** Aborts when the caller cancels or its connection ends. */
  readonly signal: AbortSignal;
  /** Tells the caller how far the work is. Cheap: reports that come too fast are dropped. `total` 0 = not known. */
  readonly progress: (done: number, total: number, step?: string) => void;
}

export interface Handler {
  readonly method: Method<unknown, unknown>;
  readonly run: (context: EngineContext, params: unknown, call: CallContext) => Promise<unknown>;
}

/** Joins a request with the code that serves it. What crosses is parsed here, both ways. */
export function handle<P, R>(
  method: Method<P, R>,
  run: (context: EngineContext, params: P, call: CallContext) => NoInfer<R> | Promise<NoInfer<R>>,
): Handler {
  return {
    method,
    run: async (context, params, call) => method.result.parse(await run(context, method.params.parse(params), call)),
  };
}
