import { pageMaxRows } from '../limits.ts';
import { method } from '../method.ts';
import { messageId, messageRow } from '../records.ts';
import { list } from '../schema.ts';

/** The rows of these messages; those that are gone are left out. */
export const messageGet = method('message.get', {
  params: { ids: list(messageId, { max: pageMaxRows }) },
  result: { rows: list(messageRow, { max: pageMaxRows }) },
});
