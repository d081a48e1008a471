import type { Clock } from '../base/clock.ts';
import { type Disposable, disposable } from '../base/dispose.ts';

/**
 * How often a tree is refreshed at most, ms. VS Code shows a first change at once and holds those after it back until
 * 200 ms were quiet: changes that come faster than that would show nothing before their end.
 */
export const treeRefreshEveryMs = 250;

/** Runs `task` at the first call at once and then at most every `everyMs`, the last call never lost. */
export function coalesce(clock: Clock, everyMs: number, task: () => void): { call(): void } & Disposable {
  let timer: Disposable | undefined;
  let again = false;
  const wait = () => {
    timer = clock.after(everyMs, () => {
      timer = undefined;
      if (!again) return;
      again = false;
      task();
      wait();
    });
  };
  const released = disposable(() => timer?.dispose());
  return {
    call() {
      if (timer) {
        again = true;
        return;
      }
      task();
      wait();
    },
    dispose: () => released.dispose(),
  };
}
