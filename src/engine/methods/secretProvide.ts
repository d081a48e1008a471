import { secretProvide } from '../../protocol/methods/secretProvide.ts';
import { handle } from '../handler.ts';

export const handleSecretProvide = handle(secretProvide, ({ accounts, secrets }, { account, service, secret }) => {
  accounts.get(account);
  secrets.provide({ account, service }, secret);
  return {};
});
