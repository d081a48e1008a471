import { smsLog } from '../../protocol/methods/smsLog.ts';
import { handle } from '../handler.ts';

export const handleSmsLog = handle(smsLog, ({ smsOutbox }, { id }) => ({ lines: smsOutbox.log(id) }));
