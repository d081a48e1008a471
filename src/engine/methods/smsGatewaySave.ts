import { smsGatewaySave } from '../../protocol/methods/smsGatewaySave.ts';
import { handle } from '../handler.ts';

export const handleSmsGatewaySave = handle(smsGatewaySave, ({ smsGateways, smsOutbox, events }, { id, config }) => {
  const gateway = smsGateways.save(config, id);
  events.send('smsChanged', { id: null });
  smsOutbox.wake(gateway.id);
  return { gateway };
});
