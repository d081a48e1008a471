import { conflictMarks } from '../compose/conflictMarks.ts';
import { mergedMaxLines } from './limits.ts';

/** Three texts to one: what both made of `base`. */
export interface MergedText {
  readonly text: string;
  /** Places that both changed, each otherwise: both versions stand there between marks. */
  readonly conflicts: number;
}

/**
 * Joins two changes of a text, line by line (diff3). A place that only one side changed is as that side has it. Nothing is
 * ever left out: where both changed the same lines, both stand between marks as version control writes them.
 */
export function mergeTexts(base: string, ours: string, theirs: string): MergedText {
  if (ours === theirs || base === theirs) return { text: ours, conflicts: 0 };
  if (base === ours) return { text: theirs, conflicts: 0 };
  const origin = base.split('\n');
  const mine = ours.split('\n');
  const other = theirs.split('\n');
  const toMine = sameLines(origin, mine);
  const toOther = sameLines(origin, other);
  const out: string[] = [];
  let conflicts = 0;
  let [o, m, t] = [0, 0, 0];
  while (o < origin.length || m < mine.length || t < other.length) {
    if (toMine.get(o) === m && toOther.get(o) === t && o < origin.length) {
      out.push(origin[o] ?? '');
      [o, m, t] = [o + 1, m + 1, t + 1];
      continue;
    }
    let next = o;
    while (next < origin.length && !((toMine.get(next) ?? -1) >= m && (toOther.get(next) ?? -1) >= t)) next++;
    const [mineEnd, otherEnd] = [toMine.get(next) ?? mine.length, toOther.get(next) ?? other.length];
    const [from, a, b] = [origin.slice(o, next), mine.slice(m, mineEnd), other.slice(t, otherEnd)];
    if (same(a, b) || same(b, from)) out.push(...a);
    else if (same(a, from)) out.push(...b);
    else {
      out.push(conflictMarks.ours, ...a, conflictMarks.between, ...b, conflictMarks.theirs);
      conflicts++;
    }
    [o, m, t] = [next, mineEnd, otherEnd];
  }
  return { text: out.join('\n'), conflicts };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

/** Lines of `a` that `b` has too, in order: index to index (Myers, "An O(ND) Difference Algorithm"). */
function sameLines(a: readonly string[], b: readonly string[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) pairs.set(start, start++);
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) pairs.set(--endA, --endB);
  if (endA - start + endB - start > mergedMaxLines) return pairs;
  for (const [x, y] of middlePairs(a.slice(start, endA), b.slice(start, endB))) pairs.set(start + x, start + y);
  return pairs;
}

function middlePairs(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const trace: Map<number, number>[] = [];
  let reach = new Map([[1, 0]]);
  for (let d = 0; d <= a.length + b.length; d++) {
    trace.push(reach);
    const next = new Map(reach);
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return backtrack(trace, a.length, b.length);
    }
    reach = next;
  }
  return [];
}

function backtrack(
  trace: readonly ReadonlyMap<number, number>[],
  endX: number,
  endY: number,
): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let [x, y] = [endX, endY];
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = trace[d] ?? new Map<number, number>();
    const k = x - y;
    const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const from = down ? k + 1 : k - 1;
    const fromX = reach.get(from) ?? 0;
    const fromY = fromX - from;
    while (x > fromX && y > fromY && x > 0 && y > 0) pairs.push([--x, --y]);
    if (d === 0) break;
    [x, y] = [fromX, fromY];
  }
  return pairs;
}
