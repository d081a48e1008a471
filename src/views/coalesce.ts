import type { Clock } from '../base/clock.ts';
import { type Disposable, disposable } from '../base/dispose.ts';

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
