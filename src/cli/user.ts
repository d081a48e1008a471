import { runServerProcess } from './serverProcess.ts';
import type { Verb } from './verb.ts';

/** Users of the local server, whether it runs or not. */
export const user: Verb = {
  name: 'user',
  usage: [
    'user add|passwd ADDRESS --data DIR [--password-stdin]',
    'user list --data DIR [--search TEXT] [--long|--json]',
    'user show|remove|disable|enable ADDRESS --data DIR',
    'user rename ADDRESS NEW --data DIR [--keep-alias]',
    'user set ADDRESS --data DIR [--name TEXT] [--role none|read-only|operator|admin] [--quota SIZE|none] [--mailbox-max SIZE|none] [--smtp on|off] [--imap on|off] [--pop3 on|off]',
    'user forward ADDRESS [TO...] --data DIR [--no-copy]',
    'user import FILE.csv --data DIR [--mode create|change|both]',
  ],
  run: (args, io) => runServerProcess('user', args, io),
};
