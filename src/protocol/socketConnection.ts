import type { Socket } from 'node:net';
import {
  createMessageConnection,
  type MessageConnection,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';

/** JSON-RPC over one socket, the same at both ends. */
export function socketConnection(socket: Socket): MessageConnection {
  const reader = new SocketMessageReader(socket);
  // The reader's timer for half a message is armed anew for ever, also once the connection is disposed of: a process that
  // let go in the middle of one would never end. Nobody listens to it.
  reader.partialMessageTimeout = 0;
  return createMessageConnection(reader, new SocketMessageWriter(socket));
}
