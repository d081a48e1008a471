/** Environment that keeps a Node program and all Node programs that it starts on this machine; see loopbackOnly.mjs. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** `logs`: MAILROOM_OUTSIDE_LOG and MAILROOM_CONNECT_LOG, files that need not exist. */
export function loopbackOnly(logs: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...logs, NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'loopbackOnly.mjs'))}` };
}
