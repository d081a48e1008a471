/** The few lines of LMTP (RFC 2033) that hand a message to a server for one recipient. */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** Delivers and waits for the server's word that it has it. Throws with the server's reply when it refuses. */
export async function deliverByLmtp(port: number, recipient: string, bytes: Uint8Array, from = ''): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const failed = new Promise<never>((_, reject) => socket.once('error', reject));
  failed.catch(() => {}); // Told by the race below; after the last reply nobody asks.
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const expect = async (code: string, command: string | undefined) => {
    if (command !== undefined) socket.write(`${command}\r\n`);
    for (;;) {
      const { value, done } = await Promise.race([lines.next(), failed]);
      if (done) throw new Error(`LMTP closed before the reply to ${command}`);
      if (!value.startsWith(code)) throw new Error(`LMTP answered ${command ?? 'the connection'}: ${value}`);
      if (value[3] !== '-') return;
    }
  };
  try {
    await expect('220', undefined);
    await expect('250', 'LHLO localhost');
    await expect('250', `MAIL FROM:<${from}>`);
    await expect('250', `RCPT TO:<${recipient}>`);
    await expect('354', 'DATA');
    socket.write(dotStuffed(bytes));
    await expect('250', '.');
    socket.end('QUIT\r\n');
  } finally {
    socket.destroySoon();
  }
}

function dotStuffed(bytes: Uint8Array): Buffer {
  const text = Buffer.from(bytes).toString('latin1').replace(/^\./gm, '..');
  return Buffer.from(text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1');
}
