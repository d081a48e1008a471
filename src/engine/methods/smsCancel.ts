import { smsCancel } from '../../protocol/methods/smsCancel.ts';
import { handle } from '../handler.ts';

export const handleSmsCancel = handle(smsCancel, ({ smsOutbox }, { id }) => ({ item: smsOutbox.cancel(id) }));
