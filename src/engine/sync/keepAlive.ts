import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { keepAliveMs } from './limits.ts';

/** Says NOOP on a line that has nothing to say, again and again until it is disposed or the line ends: nobody takes it for dead. */
export function keepAlive(connection: Pick<ImapConnection, 'isOpen' | 'command'>, clock: Clock): Disposable {
  let timer = wait();
  let over = false;
  function wait(): Disposable {
    return clock.after(keepAliveMs, () => {
      if (!connection.isOpen) return;
      const next = () => {
        if (!over) timer = wait();
      };
      connection.command('NOOP', []).then(next, () => {}); // A line that ends here tells whoever uses it.
    });
  }
  return {
    dispose() {
      over = true;
      timer.dispose();
    },
  };
}
