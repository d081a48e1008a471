import { method } from '../method.ts';
import { boolean } from '../schema.ts';

/** Asks the engine to finish what it has begun and leave; a newer client does so before it starts its own. */
export const engineQuit = method('engine.quit', {
  params: {},
  result: { leaving: boolean },
  retry: 'never', // Asked twice, it would end the engine that was started in between.
});
