import { method } from '../method.ts';
import { list } from '../schema.ts';
import { smsRecord } from '../sms.ts';

/** Text messages, oldest first: all that are not finished, and what was finished in the last days. */
export const smsList = method('sms.list', { params: {}, result: { items: list(smsRecord) } });
