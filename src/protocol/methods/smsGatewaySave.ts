import { method } from '../method.ts';
import { optional, string } from '../schema.ts';
import { gatewayConfig, gatewayId, gatewayRecord } from '../sms.ts';

/** Keeps a gateway; without an id a new one. Another host than before has to be allowed anew. */
export const smsGatewaySave = method('sms.gatewaySave', {
  params: {
    id: optional(gatewayId),
    config: gatewayConfig,
    /** The host that the person has agreed to in the same breath; another is asked about before the first text. */
    allowHost: optional(string({ max: 300 })),
  },
  result: { gateway: gatewayRecord },
  errors: ['sms.badForm', 'sms.gatewayUnknown', 'sms.fieldMissing'],
  retry: 'never',
});
