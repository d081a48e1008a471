import { defineCommand } from '../host/command.ts';
import { noticeTexts } from '../texts/notices.ts';

/** Copies a message's Message-ID with its angle brackets. */
export const copyMessageId = defineCommand({
  id: 'mailroom.copyMessageId',
  async run({ selection, editor, notify, t }, _options, clicked) {
    const [row] = selection.messages(clicked);
    if (!row) return; // Nothing selected: a key press stays silent.
    if (row.messageId === '') return notify.info(t(noticeTexts.noMessageId));
    await editor.copy(row.messageId);
    notify.status(t(noticeTexts.copied, { text: row.messageId }));
  },
});
