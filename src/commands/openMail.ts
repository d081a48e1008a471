import { defineCommand } from '../host/command.ts';

/** Brings the Mail side bar to the front. */
export const openMail = defineCommand({
  id: 'mailroom.openMail',
  run: ({ editor }) => editor.run('mailroom.mailboxes.focus'),
});
