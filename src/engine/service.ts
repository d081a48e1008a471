/** A part of the engine that works by itself: sync, the outbox, the local server. Built in `build.ts`. */
export interface EngineService {
  /** Begins, once the engine listens. Must not throw for what may mend itself; that is logged and tried again. */
  start(): void;
  /**
   * The engine leaves: begins nothing new, finishes the transaction that is connected already, and lets go of what it
   * holds. `signal` aborts when there is no more time.
   */
  stop(options: { readonly signal: AbortSignal }): Promise<void>;
}
