import { type Identity, type IdentityConfig, type IdentityId, identityId } from '../../protocol/identities.ts';
import type { AccountConfig, AccountId } from '../../protocol/records.ts';

/** The identity that an account has by itself, with what a person added to it. */
export function mainIdentity(
  { id, config }: { readonly id: AccountId; readonly config: AccountConfig },
  extras?: IdentityConfig,
): Identity {
  const { address, name } = config;
  return {
    ...(extras ?? { label: '', aliases: [], replyTo: '', bccSelf: false, signature: null, signaturePlace: 'below' }),
    ...{ id: mainIdOf(id), account: id, isMain: true, name, address },
  };
}

export function mainIdOf(account: AccountId): IdentityId {
  return identityId.parse(`i0${account}`);
}
