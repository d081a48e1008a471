import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Opens a message: as a preview at the first click, pinned at the second within a moment. */
export const openMessage = defineCommand({
  id: 'mailroom.openMessage',
  async run({ selection, opener }: Context, _options, clicked) {
    const [row] = selection.messages(clicked);
    if (row) await opener.click(row);
  },
});
