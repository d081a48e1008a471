import type { AddressBook } from './addressBook.ts';

/**
 * A circle that mail for this address would go round in, as the places along it (`a`, `b`, `a`); undefined when there is
 * none. A change that makes one is refused, even where somebody on the way keeps a copy.
 */
export function findLoop(book: AddressBook, address: string): string[] | undefined {
  const clean = new Set<string>();
  const follow = (next: string, path: readonly string[]): string[] | undefined => {
    const { key, to } = book.step(next);
    const before = path.indexOf(key);
    if (before >= 0) return [...path.slice(before), key];
    if (clean.has(key)) return undefined;
    for (const target of to) {
      const loop = follow(target, [...path, key]);
      if (loop) return loop;
    }
    clean.add(key);
    return undefined;
  };
  return follow(address, []);
}
