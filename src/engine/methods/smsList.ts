import { smsList } from '../../protocol/methods/smsList.ts';
import { handle } from '../handler.ts';

export const handleSmsList = handle(smsList, ({ smsOutbox }) => ({ items: smsOutbox.list() }));
