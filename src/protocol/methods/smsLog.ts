import { method } from '../method.ts';
import { list } from '../schema.ts';
import { smsId, smsLogLine } from '../sms.ts';

/** What was said with the gateway about one text, the newest lines; secrets are masked. */
export const smsLog = method('sms.log', {
  params: { id: smsId },
  result: { lines: list(smsLogLine, { max: 1_000 }) },
  errors: ['sms.unknown'],
});
