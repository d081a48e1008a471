import { MailError } from '../base/errors.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { Notices, Undo } from '../host/notices.ts';
import { batchUndo } from '../protocol/methods/batchUndo.ts';
import type { BatchId, MessageId } from '../protocol/records.ts';

export interface ActionOnMany<R> {
  /** What the progress says. */
  readonly title: string;
  readonly ids: readonly MessageId[];
  /** Acts on some of them; what it has begun it finishes. */
  readonly act: (ids: readonly MessageId[]) => Promise<R>;
  /** Says what was done, and offers to take it back. */
  readonly tell: (results: readonly R[]) => void;
}

/** So few messages that acting on them takes no time that a person feels. */
const portionMaxMessages = 500;

/**
 * Acts on many messages in portions, with progress and Cancel. Cancelled or refused midway, what was done stays done, and
 * is told with its Undo; the rest stays where it was. Throws `engine.cancelled` then, or what refused.
 */
export function actOnMany<R>(notify: Pick<Notices, 'progress'>, action: ActionOnMany<R>): Promise<readonly R[]> {
  const { title, ids, act, tell } = action;
  return notify.progress(title, async ({ signal, onProgress }) => {
    const results: R[] = [];
    try {
      for (let done = 0; done < ids.length; done += portionMaxMessages) {
        if (signal.aborted) throw new MailError('engine.cancelled');
        results.push(await act(ids.slice(done, done + portionMaxMessages)));
        onProgress({ done: Math.min(done + portionMaxMessages, ids.length), total: ids.length, step: '' });
      }
    } finally {
      if (results.length > 0) tell(results);
    }
    return results;
  });
}

interface Moved {
  readonly batch: BatchId;
  readonly moved: number;
}

/** How many messages all portions took. */
export function movedIn(done: readonly Moved[]): number {
  return done.reduce((sum, { moved }) => sum + moved, 0);
}

/** Takes all portions back, the last one first. Begun again after it failed, it goes on where it was. */
export function undoOf(engine: Pick<EngineCaller, 'call'>, done: readonly Moved[]): Undo {
  const left = done.map(({ batch }) => batch);
  return async (options) => {
    for (let batch = left.at(-1); batch !== undefined; batch = left.at(-1)) {
      await engine.call(batchUndo, { batch }, options);
      left.pop();
    }
  };
}
