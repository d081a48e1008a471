/** UIDs as IMAP writes them (RFC 9051 §9 sequence-set): `1:3,7`. Always ascending, which some servers insist on. */

/** Joins UIDs to ranges. Takes them in any order, gives them ascending and once. */
export function packUids(uids: readonly number[]): string {
  return ranges(uids)
    .map(([first, last]) => (first === last ? `${first}` : `${first}:${last}`))
    .join(',');
}

/** The same in pieces of at most `maxRanges` ranges, one command each. */
export function packUidsInPieces(
  uids: readonly number[],
  maxRanges: number,
): readonly { readonly set: string; readonly uids: readonly number[] }[] {
  const pieces: { set: string; uids: number[] }[] = [];
  const all = ranges(uids);
  for (let at = 0; at < all.length; at += maxRanges) {
    const part = all.slice(at, at + maxRanges);
    pieces.push({
      set: part.map(([first, last]) => (first === last ? `${first}` : `${first}:${last}`)).join(','),
      uids: part.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => first + index)),
    });
  }
  return pieces;
}

/** Reads a set that a server sent. Stops at `max` UIDs and skips what is not a number: a set is the server's to choose. */
export function unpackUids(set: string, max = 1_000_000): number[] {
  const uids: number[] = [];
  for (const part of set.split(',')) {
    const [from = '', to = from] = part.split(':');
    const [a, b] = [Number(from), Number(to)];
    if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b)) continue;
    // COPYUID's two sets answer each other in order, so a descending range keeps its direction (RFC 4315 §3).
    const step = a <= b ? 1 : -1;
    for (let uid = a; step > 0 ? uid <= b : uid >= b; uid += step) {
      if (uids.length >= max) return uids;
      uids.push(uid);
    }
  }
  return uids;
}

function ranges(uids: readonly number[]): [number, number][] {
  const sorted = [...uids].sort((a, b) => a - b);
  const found: [number, number][] = [];
  for (const uid of sorted) {
    const last = found.at(-1);
    if (last && uid <= last[1] + 1) last[1] = Math.max(last[1], uid);
    else found.push([uid, uid]);
  }
  return found;
}
