import { smsGatewaySave } from '../../protocol/methods/smsGatewaySave.ts';
import { handle } from '../handler.ts';

export const handleSmsGatewaySave = handle(
  smsGatewaySave,
  ({ smsGateways, smsOutbox, events }, { id, config, allowHost }) => {
    const saved = smsGateways.save(config, id);
    if (allowHost === saved.host) smsGateways.allow(saved.id);
    const gateway = smsGateways.get(saved.id);
    events.send('smsChanged', { id: null });
    smsOutbox.wake(gateway.id);
    return { gateway };
  },
);
