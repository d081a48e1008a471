import { createServer, type Socket } from 'node:net';
import { MailError } from '../base/errors.ts';
import { socketFile } from './files.ts';

export interface Listener {
  close(): Promise<void>;
}

/**
 * Listens on the profile's socket (a Unix socket that only its owner may open, or a named pipe). Only for the holder of
 * the profile's lock: it removes what a dead engine left there.
 */
export async function listenLocally(path: string, onConnection: (socket: Socket) => void): Promise<Listener> {
  const isPipe = path.startsWith('\\\\');
  if (!isPipe) socketFile.free(path);
  const server = createServer(onConnection);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new MailError('internal', { cause: error, data: { detail: error.message } })),
    );
    server.listen(path, resolve);
  });
  if (!isPipe) socketFile.protect(path);
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}
