import { method } from '../method.ts';
import { count } from '../schema.ts';

/** What the person's settings say about sync. `textDays`: text of mail so many days old is fetched before it is asked for; 0 = none. */
export const syncConfigure = method('sync.configure', {
  params: { textDays: count },
  result: {},
});
