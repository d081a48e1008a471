import { runServerProcess } from './serverProcess.ts';
import type { Verb } from './verb.ts';

/** Aliases and groups of the local server. */
export const alias: Verb = {
  name: 'alias',
  usage: [
    'alias set ADDRESS MEMBER... --data DIR',
    'alias remove ADDRESS --data DIR',
    'alias list --data DIR [--search TEXT] [--json]',
  ],
  run: (args, io) => runServerProcess('alias', args, io),
};
