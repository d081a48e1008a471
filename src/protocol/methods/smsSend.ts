import { method } from '../method.ts';
import { integer, optional, string } from '../schema.ts';
import { gatewayId, smsDraft, smsRecord } from '../sms.ts';

/** Makes a text durable; it leaves after `undoMs`, one request for each number. */
export const smsSend = method('sms.send', {
  params: {
    gateway: gatewayId,
    draft: smsDraft,
    /** The provider's number of the text, where it takes approved texts only. */
    template: string({ max: 200 }),
    undoMs: integer({ max: 3_600_000 }),
    /** The host that the person has just agreed to. */
    allowHost: optional(string({ max: 300 })),
  },
  result: { item: smsRecord },
  errors: [
    'sms.gatewayUnknown',
    'sms.hostNotAllowed',
    'sms.noRecipient',
    'sms.badPhone',
    'sms.tooMany',
    'sms.emptyText',
    'sms.variableMissing',
    'sms.textTooLong',
    'sms.templateMissing',
    'store.full',
  ],
  retry: 'never',
});
