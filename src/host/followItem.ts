import type { Clock } from '../base/clock.ts';
import { DisposableList } from '../base/dispose.ts';
import type { EngineCaller } from './engineConnection.ts';

/** What is followed: something on its way out, of which the engine tells that it changed. */
export interface Followed<T> {
  /** As it is now; undefined when it is gone. */
  readonly look: () => Promise<T | undefined>;
  readonly changed: 'outboxChanged' | 'smsChanged';
  /** Nothing more happens by itself, or not soon. */
  readonly isOver: (item: T) => boolean;
  readonly stepText: (item: T, now: number) => string;
}

const tickMs = 1_000;

/** Tells each step until the item is over, and returns it as it then is; undefined when it is gone or `signal` aborts. */
export function followItem<T extends { readonly id: string; readonly state: string; readonly dueAt: number }>(
  item: T,
  { look, changed, isOver, stepText }: Followed<T>,
  { engine, clock }: { readonly engine: EngineCaller; readonly clock: Clock },
  { signal, onStep }: { readonly signal: AbortSignal; readonly onStep: (step: string) => void },
): Promise<T | undefined> {
  const resources = new DisposableList();
  let current = item;
  return new Promise<T | undefined>((resolve) => {
    const show = () => onStep(stepText(current, clock.now()));
    const take = (next: T | undefined) => {
      if (!next || isOver(next)) return resolve(next);
      current = next;
      show();
    };
    const retryLook = () => void look().then(take, () => {}); // The next event or second asks again.
    const tick = () => {
      show();
      if (current.state !== 'held' || clock.now() >= current.dueAt) retryLook();
      resources.add(clock.after(tickMs, tick));
    };
    resources.add(engine.on(changed, ({ id }) => (id === null || id === item.id) && retryLook()));
    resources.add(engine.on('resync', retryLook));
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
    take(item);
    tick();
  }).finally(() => resources.dispose());
}
