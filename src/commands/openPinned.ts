import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Opens the clicked or selected messages in tabs that stay. */
export const openPinned = defineCommand({
  id: 'mailroom.openPinned',
  async run({ selection, opener }: Context, _options, clicked, selected) {
    for (const row of selection.messages(clicked, selected).slice(0, tabsMax)) await opener.open(row, { pinned: true });
  },
});

/** More tabs than this at once nobody wants. */
const tabsMax = 10;
