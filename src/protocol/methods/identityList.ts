import { identity } from '../identities.ts';
import { method } from '../method.ts';
import { list } from '../schema.ts';

/** All identities, those of the first account first, each account's main one before its others. */
export const identityList = method('identity.list', {
  params: {},
  result: { identities: list(identity, { max: 10_000 }) },
});
