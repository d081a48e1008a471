import type { SenderAccount } from '../../../../src/engine/compose/sender.ts';
import { type AccountConfig, accountId } from '../../../../src/protocol/records.ts';

/** An account that can send, as composing sees it. */
export function senderAccount(config: Partial<AccountConfig> = {}, id = 'a1'): SenderAccount {
  return {
    id: accountId.parse(id),
    config: {
      address: 'ann@example.test',
      name: 'Ann Example',
      auth: 'password',
      smtp: { host: 'smtp.example.test', port: 465, security: 'tls' },
      ...config,
    },
  };
}
