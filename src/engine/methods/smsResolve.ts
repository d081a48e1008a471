import { smsResolve } from '../../protocol/methods/smsResolve.ts';
import { handle } from '../handler.ts';

export const handleSmsResolve = handle(smsResolve, ({ smsOutbox }, { id, decision }) => ({
  item: smsOutbox.resolve(id, decision),
}));
