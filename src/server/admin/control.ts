/**
 * How the command line reaches a server that runs here: the administration on a free port of this machine, which
 * `control.json` in the data folder names together with the token, for the folder's owner alone (ADR 0126).
 */
import { MailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { readIfThere, removeFile, writePrivate } from '../files.ts';
import { AdminClient } from './adminClient.ts';
import type { AdminParts } from './adminParts.ts';
import { startAdmin } from './adminServer.ts';

/** Throws `server.failed`, `file.unwritable`. */
export async function startControl(
  path: string,
  { parts, token, log }: { readonly parts: AdminParts; readonly token: string; readonly log: Logger },
): Promise<{ close(): Promise<void> }> {
  const listener = await startAdmin(parts, { host: '127.0.0.1', port: 0, log });
  writePrivate(path, JSON.stringify({ port: listener.port, token }));
  return {
    async close() {
      removeFile(path);
      await listener.close();
    },
  };
}

/** The server that runs on this data folder. Throws `server.notRunning` when there is none. */
export function controlClient(path: string): AdminClient {
  const text = readIfThere(path);
  if (text === undefined) throw new MailError('server.notRunning');
  const { port, token } = JSON.parse(text);
  return new AdminClient({ url: `http://127.0.0.1:${Number(port)}`, token: String(token) });
}
