/** The only source of chance: ids, tokens, jitter. A test gives a seeded one. */
export interface Random {
  /** `count` random bytes. From {@link systemRandom} they are fit for secrets. */
  bytes(count: number): Uint8Array<ArrayBuffer>;
}

/** The machine's cryptographic generator. */
export const systemRandom: Random = {
  bytes: (count) => globalThis.crypto.getRandomValues(new Uint8Array(count)),
};

/** A repeatable generator for tests and sample data (mulberry32); never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) & 0xff;
  };
  return { bytes: (count) => Uint8Array.from({ length: count }, next) };
}

// Crockford's base 32 without letters that read alike; lower case, so ids survive case-folding file systems.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A random word of `length` characters, 5 bits each. 16 of them (80 bits) never meet again. */
export function randomId(random: Random, length = 16): string {
  return Array.from(random.bytes(length), (byte) => alphabet[byte & 31]).join('');
}

/** A number from 0 (with) to 1 (without). */
export function randomUnit(random: Random): number {
  const [a = 0, b = 0, c = 0, d = 0] = random.bytes(4);
  return (a * 0x1000000 + b * 0x10000 + c * 0x100 + d) / 0x1_0000_0000;
}

/** A whole number from `low` to `high`, both with. */
export function randomInteger(random: Random, low: number, high: number): number {
  return low + Math.floor(randomUnit(random) * (high - low + 1));
}
