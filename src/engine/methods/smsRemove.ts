import { smsRemove } from '../../protocol/methods/smsRemove.ts';
import { handle } from '../handler.ts';

export const handleSmsRemove = handle(smsRemove, ({ smsOutbox }, { id }) => {
  smsOutbox.remove(id);
  return {};
});
