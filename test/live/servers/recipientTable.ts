/**
 * The table that Postfix asks at each RCPT, served by the test itself, so that a test can change an answer between
 * two attempts. The protocol is Postfix's tcp_table(5): `get KEY`, answered by `200 VALUE` or `500 not found`.
 */
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { portOf } from '../../support/freePort.ts';

export interface RecipientTable extends AsyncDisposable {
  readonly port: number;
  answer(address: string, reply: string | undefined): void;
}

export async function startRecipientTable(): Promise<RecipientTable> {
  const replies = new Map<string, string>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()); // Postfix's process ended in the middle: it asks anew.
    socket.once('close', () => sockets.delete(socket));
    createInterface({ input: socket }).on('line', (line) => {
      const reply = replies.get(decodeURIComponent(line.slice('get '.length)).toLowerCase());
      socket.write(reply === undefined ? '500 not found\n' : `200 ${encode(reply)}\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: portOf(server),
    answer(address, reply) {
      if (reply === undefined) replies.delete(address.toLowerCase());
      else replies.set(address.toLowerCase(), reply);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Blanks and `%` are written as %20 and %25. */
function encode(text: string): string {
  return text.replace(/[% ]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}
