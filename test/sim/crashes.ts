/** A session in which the engine dies at one write to one of its two databases, before it or right behind its commit. */
import { isMailError } from '../../src/base/errors.ts';
import { fill, steps } from './session.ts';
import type { SimEngineOptions, WriteMoment } from './simEngine.ts';
import { type Offer, type SimWorld, startSimWorld } from './simWorld.ts';

/** A moment in words that are the same in every run: the third time behind the commit of such a write. */
export interface Fault extends WriteMoment {
  /** 1 = the first time. */
  readonly nth: number;
}

/** All moments of a session that nothing broke: what the fault loop goes through. */
export async function faultsOf(offer: Offer): Promise<readonly Fault[]> {
  await using world = await startSimWorld({ seed: 1, offer });
  const seen: Fault[] = [];
  const counted = counter();
  await session(world, {
    diesAt: (moment) => {
      seen.push({ ...moment, nth: counted(moment) });
      return false;
    },
  });
  return seen;
}

/** Dies at one moment of a session, starts again, goes on. False when the moment did not come. */
export async function crashRun(offer: Offer, fault: Fault): Promise<boolean> {
  const counted = counter();
  let died = false;
  try {
    await using world = await startSimWorld({ seed: fault.nth, offer });
    await session(world, {
      diesAt: (moment) => {
        if (nameOf(moment) !== nameOf(fault) || counted(moment) !== fault.nth) return false;
        died = true;
        return true;
      },
    });
    await world.assertHealed();
    return died;
  } catch (cause) {
    throw new Error(`${offer}: died ${nameOf(fault)}, time ${fault.nth}`, { cause });
  }
}

export function nameOf({ when, file, name }: WriteMoment): string {
  return `${when} ${file} ${name}`;
}

function counter(): (moment: WriteMoment) => number {
  const counts = new Map<string, number>();
  return (moment) => {
    const count = (counts.get(nameOf(moment)) ?? 0) + 1;
    counts.set(nameOf(moment), count);
    return count;
  };
}

/** One write of a session finds the disk full. Whether it came to it, and whether the engine ended over it. */
export async function fullRun(offer: Offer, fault: Fault): Promise<'passed' | 'survived' | 'ended'> {
  const counted = counter();
  let was: 'passed' | 'survived' | 'ended' = 'passed';
  try {
    await using world = await startSimWorld({ seed: fault.nth, offer });
    const isFullAt = (moment: WriteMoment) => {
      if (nameOf(moment) !== nameOf(fault) || counted(moment) !== fault.nth) return false;
      was = 'survived';
      return true;
    };
    await session(world, { isFullAt }, () => {
      was = 'ended';
    });
    await world.assertHealed();
    return was;
  } catch (cause) {
    throw new Error(`${offer}: full ${nameOf(fault)}, time ${fault.nth}`, { cause });
  }
}

/** All steps, each until nothing of it waits; an engine that ends is followed by another, which has no faults. */
export async function session(
  world: SimWorld,
  faults: Pick<SimEngineOptions, 'diesAt' | 'isFullAt'>,
  onEnd = () => {},
): Promise<void> {
  fill(world);
  await world.start(faults);
  for (const step of Object.values(steps)) {
    try {
      await step(world);
      await world.settled();
    } catch (error) {
      if (!world.engine.dead && !isMailError(error, 'store.full')) throw error;
    }
    if (!world.engine.dead) {
      await world.settled();
      if (!world.engine.dead) continue;
    }
    onEnd();
    await world.engine.stop();
    world.lines.imap.cutAll(); // Sockets of a process that is gone.
    world.lines.smtp.cutAll();
    await world.start();
    await world.settled();
  }
}
