import { type Disposable, disposable } from './dispose.ts';

export type Listener<T> = (value: T) => void;

/** One kind of event. Listeners run in the order of their coming; one that throws does not stop the next. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<Listener<T>>();
  readonly #onListenerError: (error: unknown) => void;

  /** `onListenerError` hears of a listener that throws: a defect in that listener, never in the one who emits. */
  constructor(onListenerError: (error: unknown) => void = () => {}) {
    this.#onListenerError = onListenerError;
  }

  on(listener: Listener<T>): Disposable {
    const entry: Listener<T> = (value) => listener(value);
    this.#listeners.add(entry);
    return disposable(() => this.#listeners.delete(entry));
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
