import { runServerProcess } from './serverProcess.ts';
import type { Verb } from './verb.ts';

/** Users of the local server, whether it runs or not. */
export const user: Verb = {
  name: 'user',
  usage: ['user add|passwd|remove ADDRESS --data DIR [--password-stdin]', 'user list --data DIR'],
  run: (args, io) => runServerProcess('user', args, io),
};
