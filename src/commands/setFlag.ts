import { defineCommand } from '../host/command.ts';
import { messageFlag } from '../protocol/methods/messageFlag.ts';
import { commandTexts } from '../texts/notices.ts';
import { actOnMany } from '../views/actOnMany.ts';
import type { Context } from './context.ts';

/** Commands that add or remove one flag of the clicked or selected messages. */
function setFlag(id: `mailroom.${string}`, change: { readonly add: string[]; readonly remove: string[] }) {
  return defineCommand({
    id,
    async run({ engine, selection, opener, notify, t }: Context, _options, clicked, selected) {
      const ids = selection.messages(clicked, selected).map((row) => row.id);
      if (ids.length === 0) return; // Nothing selected: a key press stays silent.
      if (change.remove.includes('\\Seen')) opener.leaveUnread();
      await actOnMany(notify, {
        title: t(commandTexts.marking),
        ids,
        act: (some) => engine.call(messageFlag, { ids: some, ...change }),
        tell() {}, // The rows show it, and the opposite command takes it back.
      });
    },
  });
}

export const markRead = setFlag('mailroom.markRead', { add: ['\\Seen'], remove: [] });
export const markUnread = setFlag('mailroom.markUnread', { add: [], remove: ['\\Seen'] });
export const flag = setFlag('mailroom.flag', { add: ['\\Flagged'], remove: [] });
export const unflag = setFlag('mailroom.unflag', { add: [], remove: ['\\Flagged'] });
