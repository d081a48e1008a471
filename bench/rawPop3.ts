import { once } from 'node:events';
import { connect } from 'node:net';

/** As little of a POP3 client as can be: signs in, and takes messages one after the other. Bytes are thrown away. */
export interface RawPop3 extends Disposable {
  /** Messages there. */
  readonly count: number;
  /** RETR of each message, the next asked for when the last has come; gives the bytes of all. */
  retrieveAll(): Promise<number>;
}

export async function rawPop3(
  port: number,
  { address, password }: { address: string; password: string },
): Promise<RawPop3> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const heard: Buffer[] = [];
  let wake = () => {};
  socket.on('data', (chunk: Buffer) => {
    heard.push(chunk);
    wake();
  });
  await once(socket, 'connect');
  const until = async (isWhole: (last: Buffer) => boolean): Promise<number> => {
    let bytes = 0;
    let last: Buffer = Buffer.alloc(0);
    for (;;) {
      for (const chunk of heard.splice(0)) {
        bytes += chunk.length;
        last = chunk.length >= tailBytes ? chunk : Buffer.concat([last, chunk]);
      }
      if (isWhole(last)) return bytes;
      if (socket.destroyed) throw new Error('the server ended the connection');
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const ask = async (line: string) => {
    if (line !== '') socket.write(`${line}\r\n`);
    let text = '';
    await until((last) => {
      text = last.toString('latin1');
      return text.endsWith('\r\n');
    });
    if (!text.startsWith('+OK')) throw new Error(text);
    return text;
  };
  await ask('');
  await ask(`USER ${address}`);
  await ask(`PASS ${password}`);
  const count = Number((await ask('STAT')).split(' ')[1]);
  return {
    count,
    async retrieveAll() {
      let bytes = 0;
      for (let number = 1; number <= count; number++) {
        socket.write(`RETR ${number}\r\n`);
        bytes += await until((last) => last.subarray(-tailBytes).equals(ending));
      }
      return bytes;
    },
    [Symbol.dispose]: () => socket.destroy(),
  };
}

const ending = Buffer.from('\r\n.\r\n');
const tailBytes = ending.length;
