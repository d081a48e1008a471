import { identityConfig, identityId } from '../identities.ts';
import { method } from '../method.ts';
import { optional } from '../schema.ts';

/** Stores an identity; without an id a new one. Of a main one, name and address stay the account's. */
export const identitySave = method('identity.save', {
  params: { id: optional(identityId), config: identityConfig },
  result: { id: identityId },
  errors: ['account.unknown', 'identity.unknown', 'identity.bad'],
  retry: 'never',
});
