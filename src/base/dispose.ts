/** Something that holds a resource until told to let go. Disposing twice does nothing the second time. */
export interface Disposable {
  dispose(): void;
}

/** Makes a {@link Disposable} of a function that must run at most once. */
export function disposable(release: () => void): Disposable {
  let released = false;
  return {
    dispose() {
      if (released) return;
      released = true;
      release();
    },
  };
}

/** Owns disposables and lets go of them in reverse order. What is added after the end is disposed at once. */
export class DisposableList implements Disposable {
  #items: Disposable[] = [];
  #disposed = false;

  get disposed(): boolean {
    return this.#disposed;
  }

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  /** Forgets an item that was let go of by other means. */
  remove(item: Disposable): void {
    this.#items = this.#items.filter((other) => other !== item);
  }

  dispose(): void {
    this.#disposed = true;
    const items = this.#items;
    this.#items = [];
    for (const item of items.reverse()) item.dispose();
  }
}
