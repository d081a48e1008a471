import type { Handler } from './context.ts';
import { bad, done } from './reply.ts';

/** RFC 2177: tells of changes as they are committed, until the client says DONE. */
export const idle: Handler<'IDLE'> = async (context) => {
  context.send('+ idling\r\n');
  context.flush({ expunges: true });
  const watch = context.onChange((mailboxId) => {
    if (mailboxId === context.view?.mailboxId) context.flush({ expunges: true });
  });
  try {
    const line = await context.nextLine();
    return line === undefined || line.toUpperCase() === 'DONE' ? done : bad('DONE expected');
  } finally {
    watch.dispose();
  }
};
