import { identityId } from '../identities.ts';
import { method } from '../method.ts';

/** Forgets an identity. The main one of an account stays as long as its account: of it, the extras are forgotten. */
export const identityRemove = method('identity.remove', {
  params: { id: identityId },
  result: {},
  errors: ['identity.unknown'],
});
