import { dial } from '../../mail/net/dial.ts';
import { documentTrust } from '../../mail/net/fetchDocument.ts';
import { systemResolver } from '../../mail/net/resolver.ts';
import { accountLookup } from '../../protocol/methods/accountLookup.ts';
import { lookupAccount } from '../accounts/lookup.ts';
import { handle } from '../handler.ts';

export const handleAccountLookup = handle(accountLookup, ({ clock }, { address }, { signal }) =>
  lookupAccount(
    address,
    {
      clock,
      resolver: systemResolver(),
      dialTls: (host, port, options) =>
        dial({ host, port, security: 'tls' }, { clock, trust: documentTrust, ...options }),
    },
    { signal },
  ),
);
