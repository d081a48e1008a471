/** Where a message stands in a list. */

const earliestMs = Date.UTC(1990, 0, 1);
const dayMs = 86_400_000;
/** Seconds that a row id has room for: the year 2242. */
const secondsMax = 2 ** 33 - 1;
/** Messages of one second. */
export const perSecond = 2 ** 20;

/** The Date header where it parses, is after 1990 and at most a day past INTERNALDATE; else INTERNALDATE. Ms. */
export function sortDate(headerDate: number | null, internalDate: number): number {
  if (headerDate !== null && headerDate > earliestMs && headerDate <= internalDate + dayMs) return headerDate;
  return internalDate;
}

/** The first row id of a moment's second. */
export function rowIdAt(ms: number): number {
  return Math.min(secondsMax, Math.max(0, Math.floor(ms / 1000))) * perSecond;
}

/** The moment of a row id, ms. */
export function dateOfRowId(rowId: number): number {
  return Math.floor(rowId / perSecond) * 1_000;
}

/** The row id that a message would like: by second, then by UID, so that of two in one second the later came last. */
export function rowIdFor(ms: number, uid: number): number {
  return rowIdAt(ms) + (uid % perSecond);
}

/** Between which row ids (from with, to without) messages lie. */
export function stretchOf(messages: readonly { readonly sortDate: number }[]): readonly [from: number, to: number] {
  let [from, to] = [Number.MAX_SAFE_INTEGER, 0];
  for (const { sortDate: ms } of messages) {
    from = Math.min(from, rowIdAt(ms));
    to = Math.max(to, rowIdAt(ms) + perSecond);
  }
  return [from, to];
}
