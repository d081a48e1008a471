import { runServerProcess } from './serverProcess.ts';
import type { Verb } from './verb.ts';

/** Mail of the local server on its way to other servers. */
export const queue: Verb = {
  name: 'queue',
  usage: [
    'queue list --data DIR [--state queued|deferred|held|delivered|bounced] [--search TEXT] [--json]',
    'queue hold|release|retry|bounce ID... --data DIR',
    'queue delete ID... --data DIR [--tell]',
    'queue settings --data DIR [--file RELAY.json]',
  ],
  run: (args, io) => runServerProcess('queue', args, io),
};
