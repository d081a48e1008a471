/** Flags (RFC 9051 §2.3.2). System flags have one spelling; keywords keep theirs. */
import { listMax } from './limits.ts';
import type { Reader } from './reader.ts';

export const systemFlags = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft'] as const;

const spelling = new Map<string, string>(systemFlags.map((flag) => [flag.toLowerCase(), flag]));

/** flag-list, without doubles. */
export function readFlagList(reader: Reader): string[] {
  return uniqueFlags(reader.list(() => reader.flag(), listMax));
}

export function writeFlagList(flags: readonly string[]): string {
  return `(${flags.join(' ')})`;
}

/** System flags in their own spelling, doubles (of any case) left out; `\Recent` is the server's to give. */
export function uniqueFlags(flags: readonly string[]): string[] {
  const unique = new Map<string, string>();
  for (const flag of flags) {
    const key = flag.toLowerCase();
    if (key !== '\\recent' && !unique.has(key)) unique.set(key, spelling.get(key) ?? flag);
  }
  return [...unique.values()];
}
