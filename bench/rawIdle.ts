import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import type { Dovecot, MailUser } from '../test/live/servers/dovecot.ts';

export interface RawIdle extends Disposable {
  /** The next `* n EXISTS`. */
  exists(): Promise<void>;
}

/** As little of an IMAP client as can hear of a new mail: TLS, LOGIN, SELECT INBOX, IDLE. */
export async function rawIdle({ imapsPort, ca }: Dovecot, { address, password }: MailUser): Promise<RawIdle> {
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
  socket.write('c IDLE\r\n');
  await until(/^\+/m);
  return { exists: () => until(/EXISTS/), [Symbol.dispose]: () => socket.destroy() };
}
