import { smsSend } from '../../protocol/methods/smsSend.ts';
import { handle } from '../handler.ts';

export const handleSmsSend = handle(smsSend, ({ smsOutbox }, request) => ({ item: smsOutbox.send(request) }));
