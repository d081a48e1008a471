import { accountProtocolLog } from '../../protocol/methods/accountProtocolLog.ts';
import { handle } from '../handler.ts';

export const handleAccountProtocolLog = handle(
  accountProtocolLog,
  ({ accounts, protocolLog, startedAt }, { account, after, max }) => {
    accounts.get(account);
    return { engine: startedAt, ...protocolLog.read(account, { after, max }) };
  },
);
