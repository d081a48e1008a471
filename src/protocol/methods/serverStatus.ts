import { method } from '../method.ts';
import { boolean, count, list, string } from '../schema.ts';

/** Whether the local server runs, and where. */
export const serverStatus = method('server.status', {
  params: {},
  result: {
    running: boolean,
    sandbox: boolean,
    smtp: count,
    imap: count,
    pop3: count,
    sms: count,
    folder: string({ max: 4_096 }),
    addresses: list(string({ max: 320 }), { max: 1_000 }),
  },
});
