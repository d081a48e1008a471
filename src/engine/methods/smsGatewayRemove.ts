import { smsGatewayRemove } from '../../protocol/methods/smsGatewayRemove.ts';
import { handle } from '../handler.ts';

export const handleSmsGatewayRemove = handle(
  smsGatewayRemove,
  ({ smsGateways, smsOutbox, secrets, events }, { id }) => {
    smsGateways.remove(id);
    smsOutbox.gatewayRemoved(id);
    secrets.forget(id);
    events.send('smsChanged', { id: null });
    return {};
  },
);
