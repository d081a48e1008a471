import { identitySave } from '../../protocol/methods/identitySave.ts';
import { assertIdentity } from '../accounts/validateIdentity.ts';
import { handle } from '../handler.ts';

export const handleIdentitySave = handle(identitySave, ({ identities, events }, { id, config }) => {
  const known = identities.all().find((each) => each.id === id);
  const whole = known?.isMain
    ? { ...config, account: known.account, name: known.name, address: known.address }
    : config;
  assertIdentity(whole);
  const saved = identities.save(whole, id);
  events.send('accountsChanged', { account: whole.account });
  return { id: saved };
});
