/** A number for a row of messages with their flags: equal where all are equal. Not proof against who forges it on purpose. */
export class FlagDigest {
  /** What is known of a set of flags, by the object that stands for it; most of 100,000 messages have one of few. */
  readonly #sets = new Map<readonly string[], FlagSet>();
  #last: FlagSet = { flags: [], text: '', low: 0, high: 0 };

  /** Flags as the cache keeps them. \Recent is of the session, not of the message; IMAP4rev2 has dropped it. */
  textOf(flags: readonly string[]): string {
    return this.#setOf(flags).text;
  }

  /** Of the messages from one position up to before another. 53 bits. */
  of(uids: readonly number[], flags: readonly (readonly string[])[], from: number, end: number): number {
    let [low, high] = [end - from, from - end];
    for (let at = from; at < end; at++) {
      const set = this.#setOf(flags[at] ?? none);
      const uid = uids[at] ?? 0;
      low = mixLow(mixLow(low, uid), set.low);
      high = mixHigh(mixHigh(high, uid), set.high);
    }
    return (low >>> 0) * 2 ** 21 + (high >>> 11);
  }

  #setOf(flags: readonly string[]): FlagSet {
    if (this.#last.flags === flags) return this.#last;
    let set = this.#sets.get(flags);
    if (!set) {
      set = newSet(flags);
      this.#sets.set(flags, set);
    }
    this.#last = set;
    return set;
  }
}

interface FlagSet {
  readonly flags: readonly string[];
  readonly text: string;
  readonly low: number;
  readonly high: number;
}

function newSet(flags: readonly string[]): FlagSet {
  const text = flags.filter((flag) => flag !== '\\Recent').join(' ');
  let [low, high] = [text.length, ~text.length];
  for (let at = 0; at < text.length; at++) {
    low = mixLow(low, text.charCodeAt(at));
    high = mixHigh(high, text.charCodeAt(at));
  }
  return { flags, text, low, high };
}

/** One-to-one in each argument: what differs in one place stays different. */
function mixLow(state: number, value: number): number {
  const mixed = Math.imul(state ^ value, 0x9e3779b1);
  return Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77);
}

function mixHigh(state: number, value: number): number {
  const mixed = Math.imul(state ^ value, 0xc2b2ae3d);
  return Math.imul(mixed ^ (mixed >>> 13), 0x27d4eb2f);
}

const none: readonly string[] = [];
