import { secretProvide } from '../../protocol/methods/secretProvide.ts';
import { handle } from '../handler.ts';

export const handleSecretProvide = handle(
  secretProvide,
  ({ accounts, smsGateways, secrets }, { account, service, secret }) => {
    if (service === 'sms') smsGateways.get(account);
    else accounts.get(account);
    secrets.provide({ account, service }, secret);
    return {};
  },
);
