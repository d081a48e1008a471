import { defineCommand } from '../host/command.ts';
import { messageFlag } from '../protocol/methods/messageFlag.ts';
import { commandTexts } from '../texts/notices.ts';
import { actOnMany } from '../views/actOnMany.ts';
import { hasFlag } from '../views/messageText.ts';

/** The key for a star: flags the selected messages; when all are flagged, takes the flag away. */
export const toggleFlag = defineCommand({
  id: 'mailroom.toggleFlag',
  async run({ engine, selection, notify, t }, _options, clicked, selected) {
    const rows = selection.messages(clicked, selected);
    if (rows.length === 0) return; // Nothing selected: a key press stays silent.
    const flagged = rows.every((row) => hasFlag(row, '\\Flagged'));
    const flags = ['\\Flagged'];
    const change = flagged ? { add: [], remove: flags } : { add: flags, remove: [] };
    await actOnMany(notify, {
      title: t(commandTexts.marking),
      ids: rows.map(({ id }) => id),
      act: (ids) => engine.call(messageFlag, { ids, ...change }),
      tell() {}, // The rows show it, and the same key takes it back.
    });
  },
});
