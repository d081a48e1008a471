import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Opens Mailroom's log; it never holds a password or the text of a mail. */
export const showLog = defineCommand({
  id: 'mailroom.showLog',
  run: ({ showLog: show }: Context) => show(),
});
