/**
 * An engine whose workers end in the middle of a mail with this field: no mail is known that still does so, and what
 * then becomes of the rest has to be seen all the same.
 */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Settings } from './userData.ts';

export const endsWorkerField = 'X-Ends-Worker: yes\r\n';

/** Settings that start the engine so. `folder` must outlive the test's VS Code. */
export async function engineWithEndingWorkers(folder: string): Promise<Settings> {
  const node = join(folder, 'node');
  const preload = pathToFileURL(join(import.meta.dirname, 'endsWorker.mjs')).href;
  await writeFile(node, `#!/bin/sh\nexec '${process.execPath}' --import '${preload}' "$@"\n`);
  await chmod(node, 0o755);
  return { 'mailroom.engine.node': node };
}
