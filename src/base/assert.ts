/** States what cannot happen. A failure is a bug in Mailroom, never a fault of a server, a mail or a person. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** Throws {@link AssertionError} when `condition` is false. `rule` says what must hold, as a sentence. */
export function assert(condition: unknown, rule: string): asserts condition {
  if (!condition) throw new AssertionError(rule);
}

/** The end of an exhaustive switch: a value that gets here escaped its type. */
export function unreachable(value: never): never {
  throw new AssertionError(`no case for ${JSON.stringify(value)}`);
}
