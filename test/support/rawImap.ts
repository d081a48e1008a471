/** Another client of the same account, as little of one as can be: it sends lines and hears all until the tagged reply. */
import { once } from 'node:events';
import { connect } from 'node:net';

export interface RawImap extends Disposable {
  /** Sends a command and gives what came up to its tagged reply. Throws what is not OK. */
  run(command: string): Promise<string>;
  /** Stores messages, all sent before the first reply (LITERAL+). */
  append(mailbox: string, messages: Iterable<Uint8Array>, flags?: string): Promise<void>;
  /** UID → flags in alphabetic order, without \Recent. */
  flags(mailbox: string): Promise<ReadonlyMap<number, string>>;
}

/** Connects without TLS and signs in. */
export async function rawImap(port: number, user: string, password: string): Promise<RawImap> {
  const socket = connect({ host: '127.0.0.1', port });
  let heard = '';
  let tag = 0;
  let wake = () => {};
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    heard += chunk;
    wake();
  });
  socket.on('error', () => {}); // 'close' follows, and whoever waits is told below.
  socket.on('close', () => wake());
  const until = async (pattern: RegExp) => {
    for (;;) {
      const found = pattern.exec(heard);
      if (found) {
        const said = heard.slice(0, found.index + found[0].length);
        heard = heard.slice(said.length);
        return said;
      }
      if (socket.destroyed) throw new Error(`the server ended the connection after: ${heard.slice(-300)}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const reply = async (name: string) => {
    const said = await until(new RegExp(`^${name} .*\\r\\n`, 'm'));
    if (!new RegExp(`^${name} OK`, 'm').test(said)) throw new Error(said);
    return said;
  };
  const run = async (command: string) => {
    const name = `t${++tag}`;
    socket.write(`${name} ${command}\r\n`);
    return reply(name);
  };
  await once(socket, 'connect');
  await until(/^\* (OK|PREAUTH).*\r\n/m);
  await run(`LOGIN "${user}" "${password}"`);
  return {
    run,
    async append(mailbox, messages, flags = '') {
      const names: string[] = [];
      for (const bytes of messages) {
        const name = `t${++tag}`;
        names.push(name);
        socket.write(`${name} APPEND "${mailbox}" (${flags}) {${bytes.length}+}\r\n`);
        socket.write(bytes);
        socket.write('\r\n');
      }
      for (const name of names) await reply(name);
    },
    async flags(mailbox) {
      await run(`SELECT "${mailbox}"`);
      const said = await run('UID FETCH 1:* (UID FLAGS)');
      const rows = new Map<number, string>();
      for (const [line] of said.matchAll(/^\* \d+ FETCH .*$/gm)) {
        const flags = /FLAGS \(([^)]*)\)/.exec(line)?.[1]?.split(' ') ?? [];
        const kept = flags.filter((flag) => flag !== '' && flag !== '\\Recent');
        rows.set(Number(/UID (\d+)/.exec(line)?.[1]), kept.sort().join(' '));
      }
      return rows;
    },
    [Symbol.dispose]: () => socket.destroy(),
  };
}
