import { smsCheck } from '../../protocol/methods/smsCheck.ts';
import { handle } from '../handler.ts';
import { checkSms } from '../sms/checkDraft.ts';

export const handleSmsCheck = handle(smsCheck, ({ smsGateways }, { gateway, draft }) => ({
  check: checkSms(smsGateways.get(gateway).config, draft),
}));
