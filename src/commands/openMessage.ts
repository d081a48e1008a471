import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Opens a message, a draft as the document that it is: a mail as a preview at the first click, pinned at the second within a moment. */
export const openMessage = defineCommand({
  id: 'mailroom.openMessage',
  async run({ selection, opener, drafts }: Context, options, clicked) {
    const [row] = selection.messages(clicked);
    if (row?.flags.includes('\\Draft')) await drafts.edit(row.id, options);
    else if (row) await opener.click(row);
  },
});
