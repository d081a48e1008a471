import { readFileSync } from 'node:fs';
import { connect, type TLSSocket } from 'node:tls';
import type { Dovecot, MailUser } from '../test/live/servers/dovecot.ts';

export interface RawInbox extends Disposable {
  readonly socket: TLSSocket;
  /** What the server said since the last look matches `pattern`, now or later. */
  until(pattern: RegExp): Promise<void>;
}

/** As little of an IMAP client as can be: TLS, LOGIN, SELECT INBOX. */
export async function rawInbox({ imapsPort, ca }: Dovecot, { address, password }: MailUser): Promise<RawInbox> {
  const socket = connect({ host: 'localhost', port: imapsPort, ca: readFileSync(ca) });
  let text = '';
  let wake = () => {};
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
    wake();
  });
  const until = async (pattern: RegExp) => {
    while (!pattern.test(text)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    text = '';
  };
  await until(/^\* OK/);
  socket.write(`a LOGIN "${address}" "${password}"\r\n`);
  await until(/^a OK/m);
  socket.write('b SELECT INBOX\r\n');
  await until(/^b OK/m);
  return { socket, until, [Symbol.dispose]: () => socket.destroy() };
}
