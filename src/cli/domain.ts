import { runServerProcess } from './serverProcess.ts';
import type { Verb } from './verb.ts';

/** Domains of the local server. */
export const domain: Verb = {
  name: 'domain',
  usage: [
    'domain add|remove NAME --data DIR',
    'domain list --data DIR [--json]',
    'domain catch-all NAME [ADDRESS] --data DIR',
  ],
  run: (args, io) => runServerProcess('domain', args, io),
};
