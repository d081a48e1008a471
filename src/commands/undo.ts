import { defineCommand } from '../host/command.ts';
import { commandTexts, noticeTexts } from '../texts/notices.ts';

/** Takes the last archive, move or delete of this window back. */
export const undo = defineCommand({
  id: 'mailroom.undo',
  busy: commandTexts.undoing,
  async run({ notify, t }, { signal }) {
    if (!(await notify.undoLast({ signal }))) notify.status(t(noticeTexts.nothingToUndo));
  },
});
