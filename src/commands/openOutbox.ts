import { defineCommand } from '../host/command.ts';

/** Brings Drafts & Outbox to the front. */
export const openOutbox = defineCommand({
  id: 'mailroom.openOutbox',
  run: ({ editor }) => editor.run('mailroom.outbox.focus'),
});
