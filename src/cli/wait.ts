import { runServerProcess } from './serverProcess.ts';
import type { Verb } from './verb.ts';

/** Waits for a mail in the sandbox of a server that runs. Exit 1: none came in time. */
export const wait: Verb = {
  name: 'wait',
  usage: ['wait --data DIR [--to ADDRESS] [--from ADDRESS] [--subject WORDS] [--timeout 5s] [--new] [--json]'],
  run: (args, io) => runServerProcess('wait', args, io),
};
