import { method } from '../method.ts';
import { boolean, count, optional } from '../schema.ts';

/**
 * What the person's settings say about sync. `textDays`: text of mail so many days old is fetched before it is asked for; 0 = none.
 * `serverDrafts`: drafts are kept in their account's Drafts mailbox.
 * `olderTexts`: that of older mail too, while the engine is idle.
 */
export const syncConfigure = method('sync.configure', {
  params: { textDays: count, olderTexts: optional(boolean), serverDrafts: optional(boolean) },
  result: {},
});
