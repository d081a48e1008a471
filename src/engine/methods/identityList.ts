import { identityList } from '../../protocol/methods/identityList.ts';
import { handle } from '../handler.ts';

export const handleIdentityList = handle(identityList, ({ identities }) => ({ identities: identities.all() }));
