/** A session with one cut at one byte: what is run, where the cuts are, and what came of each. */
import { randomInteger, seededRandom } from '../../src/base/random.ts';
import type { Direction } from '../support/proxy.ts';
import { fill, keepShown, steps } from './session.ts';
import { type Offer, type SimWorld, startSimWorld } from './simWorld.ts';

export type LineName = 'imap' | 'smtp';

export interface Cut {
  readonly line: LineName;
  /** Of the line: 0 is the first. */
  readonly connection: number;
  readonly from: Direction;
  /** Before the byte with this number. */
  readonly at: number;
  /** A reset, or an end in order. */
  readonly act: 'cut' | 'close';
}

/** What each connection said both ways in a session that nothing broke. */
export interface Reference {
  readonly line: LineName;
  readonly connection: number;
  readonly from: Direction;
  readonly bytes: Buffer;
}

export interface SessionOptions {
  readonly secure?: boolean;
  /** Names of the steps; all unless given. */
  readonly only?: readonly string[];
}

export async function referenceRun(
  offer: Offer,
  line: LineName,
  { secure = false, only }: SessionOptions = {},
): Promise<readonly Reference[]> {
  await using world = await startSimWorld({ seed: 1, offer, secure });
  await wholeSession(world, only);
  return world.lines[line].connections.flatMap((connection) =>
    (['client', 'server'] as const).map((from) => ({
      ...{ line, from, connection: connection.index },
      bytes: connection.sent(from),
    })),
  );
}

/** True when the cut was reached. Throws with the cut in words when an invariant does not hold after it. */
export async function cutRun(
  offer: Offer,
  { line, connection, from, at, act }: Cut,
  { secure = false, only }: SessionOptions = {},
): Promise<boolean> {
  const said = `${offer} ${line} #${connection} ${from} byte ${at} ${act}`;
  try {
    await using world = await startSimWorld({ seed: at, offer, secure });
    const rule = world.lines[line].rule({ from, at, act, connection });
    await wholeSession(world, only);
    await world.assertHealed();
    return rule.hits > 0;
  } catch (cause) {
    throw new Error(`after a cut: ${said}`, { cause });
  }
}

/** Every step, or those named, each until nothing of it waits, then LOGOUT and another engine on the same files. */
export async function wholeSession(world: SimWorld, only: readonly string[] = Object.keys(steps)): Promise<void> {
  fill(world);
  await world.start();
  for (const [name, step] of Object.entries(steps)) {
    if (!only.includes(name)) continue;
    await step(world);
    await world.settled();
    if (name === 'listed') keepShown(world);
  }
  await world.engine.stop();
  await world.start();
}

/** Before and after each line's end and between its CR and LF, in what was said; ascending. */
export function boundaries({ bytes }: Reference): readonly number[] {
  const found = new Set<number>([0, bytes.length]);
  for (let at = bytes.indexOf('\n'); at >= 0; at = bytes.indexOf('\n', at + 1)) {
    for (const place of [at - 1, at, at + 1]) if (place >= 0) found.add(place);
  }
  return [...found].sort((a, b) => a - b);
}

/** All cuts there are, one at each byte. */
export function everyByte(references: readonly Reference[]): readonly Cut[] {
  return references.flatMap(({ line, connection, from, bytes }) =>
    Array.from({ length: bytes.length + 1 }, (_, at): Cut => ({ line, connection, from, at, act: actAt(at) })),
  );
}

/** Cuts at line ends and at any byte, half and half, picked by the seed. */
export function sample(references: readonly Reference[], count: number, seed: number): readonly Cut[] {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[randomInteger(random, 0, list.length - 1)];
  const atEnds = references.flatMap((reference) =>
    boundaries(reference).map((at): Cut => ({ ...placeOf(reference), at, act: actAt(at) })),
  );
  const anywhere = everyByte(references);
  return Array.from({ length: count }, (_, index) => pick(index % 2 === 0 ? atEnds : anywhere)).flatMap(
    (cut) => cut ?? [],
  );
}

function placeOf({ line, connection, from }: Reference): Pick<Cut, 'line' | 'connection' | 'from'> {
  return { line, connection, from };
}

function actAt(at: number): Cut['act'] {
  return at % 3 === 0 ? 'close' : 'cut';
}
