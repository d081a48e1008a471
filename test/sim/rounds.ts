/**
 * Every byte of an IMAP session, part by part: in one world that goes on living, one thing is done again and again, each
 * time with the line cut one byte later, until it was done to its end; then the other way. A session from its first byte
 * for each cut would do the same thirty times slower.
 */
import assert from 'node:assert/strict';
import { soundSessionMs } from '../../src/engine/sync/limits.ts';
import type { Direction } from '../support/proxy.ts';
import type { LineName } from './cuts.ts';
import { type Part, parts } from './roundParts.ts';
import { fill, keepShown } from './session.ts';
import { type Offer, type SimWorld, startSimWorld } from './simWorld.ts';

/** Where a line is cut: one to the IMAP or to the SMTP server, on a line that stands when the part begins, in their order, or on one that it makes. */
interface Stream {
  readonly service: LineName;
  readonly line: 'standing' | 'new';
  readonly ordinal: number;
  readonly from: Direction;
}

interface RoundsResult {
  /** Cuts that came, and rounds in all. */
  readonly cuts: number;
  readonly rounds: number;
}

/** A world is given up after so many rounds: its proxy keeps all that was ever said. */
const roundsPerWorld = 150;
/** A stream is through when the cut did not come so often, one after the other: what is said varies by a few bytes. */
const missesMax = { everyByte: 3, sample: 1 };

/** Cuts one part at each byte of each stream, or at every `step`th. Throws with the place in words. */
export async function cutEverywhere(
  offer: Offer,
  name: string,
  { step = 1, seed = 0, secure = false, service = 'imap' as LineName, onStream = (_: string) => {} } = {},
): Promise<RoundsResult> {
  const part = parts[name] ?? assert.fail(`no part ${name}`);
  const state = { cuts: 0, rounds: 0, inWorld: 0 };
  let world = await freshWorld(offer, secure);
  try {
    for (const stream of await streamsOf(world, part, service)) {
      let misses = 0;
      const most = step === 1 ? missesMax.everyByte : missesMax.sample;
      for (let at = seed % step; misses < most; at += step) {
        if (state.inWorld++ >= roundsPerWorld) {
          await world[Symbol.asyncDispose]();
          world = await freshWorld(offer, secure);
          state.inWorld = 1;
        }
        const said = `${offer} ${name}: ${service}, ${stream.line} line ${stream.ordinal} cut at ${stream.from} byte ${at}`;
        const reached = await cutRound(world, part, ++state.rounds, stream, at).catch((cause) => {
          throw new Error(`after ${said}`, { cause });
        });
        misses = reached ? 0 : misses + 1;
        if (reached) state.cuts += 1;
      }
      onStream(`${offer} ${name}: ${stream.line} line ${stream.ordinal}, ${stream.from}: ${state.cuts} cuts so far`);
    }
    return { cuts: state.cuts, rounds: state.rounds };
  } finally {
    await world[Symbol.asyncDispose]();
  }
}

async function freshWorld(offer: Offer, secure: boolean): Promise<SimWorld> {
  const world = await startSimWorld({ seed: 1, offer, secure });
  for (const name of ['Work', 'Copies']) world.server.createMailbox(name);
  fill(world);
  await world.start();
  await world.settled();
  keepShown(world);
  return world;
}

/** What speaks when nothing breaks. */
async function streamsOf(world: SimWorld, part: Part, service: LineName): Promise<readonly Stream[]> {
  await part.prepare?.(world, 0);
  await world.settled();
  const line = world.lines[service];
  const before = line.connections.length;
  const standing = line.connections.filter(({ open }) => open);
  const beforeBytes = standing.map((one) => ({ client: one.passedBytes('client'), server: one.passedBytes('server') }));
  await perform(world, part, 0);
  await judge(world, part, 0);
  const directions = ['client', 'server'] as const;
  const old = standing.flatMap((one, ordinal) =>
    directions.flatMap((from): Stream[] =>
      one.passedBytes(from) > (beforeBytes[ordinal]?.[from] ?? 0) ? [{ service, line: 'standing', ordinal, from }] : [],
    ),
  );
  const made = line.connections
    .slice(before)
    .flatMap((_, ordinal) => directions.map((from): Stream => ({ service, line: 'new', ordinal, from })));
  return [...old, ...made];
}

/** One round; true when the cut came. */
async function cutRound(world: SimWorld, part: Part, round: number, stream: Stream, at: number): Promise<boolean> {
  await part.prepare?.(world, round);
  await world.settled();
  const line = world.lines[stream.service];
  const standing = line.connections.filter(({ open }) => open)[stream.ordinal];
  const act = at % 3 === 0 ? 'close' : 'cut';
  const place =
    stream.line === 'new'
      ? { connection: line.connections.length + stream.ordinal, at }
      : { connection: standing?.index ?? -1, at: (standing?.passedBytes(stream.from) ?? 0) + at };
  const rule = line.rule({ from: stream.from, act, ...place });
  await perform(world, part, round);
  rule.release();
  await judge(world, part, round);
  await world.clock.advance(soundSessionMs); // The next loss is a first one, with the first wait.
  await world.settled();
  return rule.hits > 0;
}

async function perform(world: SimWorld, part: Part, round: number): Promise<void> {
  await part.act(world, round);
  if (part.isDone) await world.until(async () => (await part.isDone?.(world, round)) === true, 'the part to be over');
  await world.settled();
}

async function judge(world: SimWorld, part: Part, round: number): Promise<void> {
  // Most parts leave nothing to look for: the lines that were made anew have looked at all mailboxes.
  await world.assertConsistent().catch(() => world.assertHealed());
  await part.restore?.(world, round);
}
