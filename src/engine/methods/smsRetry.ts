import { smsRetry } from '../../protocol/methods/smsRetry.ts';
import { handle } from '../handler.ts';

export const handleSmsRetry = handle(smsRetry, ({ smsOutbox }, { id }) => ({ item: smsOutbox.retry(id) }));
