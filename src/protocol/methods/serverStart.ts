import { method } from '../method.ts';
import { accountConfig } from '../records.ts';
import { boolean, count, integer, list, nullable, object, optional, string } from '../schema.ts';
import { gatewayConfig } from '../sms.ts';

/**
 * Starts the local server as a child of the engine. Its accounts can be added to Mailroom. Two starts at once are one; a
 * server that runs without the `sample` that is wanted is started anew, with it.
 */
export const serverStart = method('server.start', {
  params: { sandbox: boolean, sample: optional(integer()) },
  result: {
    smtp: count,
    imap: count,
    sms: count,
    folder: string({ max: 4_096 }),
    /** The people that the server made itself, each with their password; ready for `account.add`. `catchAll`: gets the mail of addresses that the sandbox doesn't know. */
    accounts: list(object({ config: accountConfig, secret: string({ max: 100 }), catchAll: boolean }), { max: 20 }),
    /** The gateway for text messages that it is, with its key; ready for `sms.gatewaySave`. */
    gateway: nullable(object({ config: gatewayConfig, secret: string({ max: 1_000 }) })),
  },
  errors: ['server.alreadyRunning', 'server.failed'],
  timeoutMs: 60_000,
});
