import { identityRemove } from '../../protocol/methods/identityRemove.ts';
import { handle } from '../handler.ts';

export const handleIdentityRemove = handle(identityRemove, ({ identities, events }, { id }) => {
  identities.remove(id);
  events.send('accountsChanged', { account: null });
  return {};
});
