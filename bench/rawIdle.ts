import type { Dovecot, MailUser } from '../test/live/servers/dovecot.ts';
import { rawInbox } from './rawInbox.ts';

export interface RawIdle extends Disposable {
  /** The next `* n EXISTS`. */
  exists(): Promise<void>;
}

/** As little of an IMAP client as can hear of a new mail: an INBOX and IDLE. */
export async function rawIdle(dovecot: Dovecot, user: MailUser): Promise<RawIdle> {
  const { socket, until, [Symbol.dispose]: dispose } = await rawInbox(dovecot, user);
  socket.write('c IDLE\r\n');
  await until(/^\+/m);
  return { exists: () => until(/EXISTS/), [Symbol.dispose]: dispose };
}
