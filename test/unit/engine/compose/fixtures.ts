import { mainIdentity } from '../../../../src/engine/accounts/mainIdentity.ts';
import type { SenderAccount } from '../../../../src/engine/compose/sender.ts';
import { type Identity, identityId } from '../../../../src/protocol/identities.ts';
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

/** An identity of {@link senderAccount}. */
export function testIdentity(change: Partial<Identity> = {}): Identity {
  return { ...mainIdentity(senderAccount()), id: identityId.parse('i1'), isMain: false, ...change };
}
