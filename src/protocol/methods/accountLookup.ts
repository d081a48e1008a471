import { method } from '../method.ts';
import { accountConfig } from '../records.ts';
import { boolean, nullable, object, oneOf, optional, string } from '../schema.ts';

/** Settings for an address: from the provider table, else from the address's own domain (SRV, autoconfig over https). */
export const accountLookup = method('account.lookup', {
  params: { address: string({ max: 320 }) },
  result: {
    provider: nullable(
      object({
        id: string(),
        name: string(),
        auth: oneOf('password', 'app-password', 'code', 'oauth2'),
        /** What some of its accounts want instead of `auth`. */
        alternative: optional(oneOf('password', 'app-password', 'code', 'oauth2')),
        /** The page that explains the secret, the page that makes one, the page that switches IMAP on; empty when not known. */
        helpUrl: string(),
        createUrl: string(),
        enableUrl: string(),
        passwordWorks: boolean,
        /** IMAP and SMTP are off until the person allows them on the web. */
        mustSwitchOn: boolean,
      }),
    ),
    source: oneOf('table', 'srv', 'autoconfig', 'guess', 'none'),
    config: nullable(accountConfig),
  },
  errors: ['account.badAddress'],
  timeoutMs: 30_000,
});
