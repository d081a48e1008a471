import { defineCommand } from '../host/command.ts';
import { isEditorAddress } from '../host/items.ts';
import { messageSource } from '../protocol/methods/messageSource.ts';
import { commandTexts } from '../texts/notices.ts';
import type { Context } from './context.ts';

/** Opens a message's bytes as they were received. */
export const showSource = defineCommand({
  id: 'mailroom.showSource',
  busy: commandTexts.fetchingSource,
  async run({ selection, engine, editor, reader }: Context, { signal, onProgress }, clicked) {
    if (isEditorAddress(clicked)) return reader.showSource();
    const [row] = selection.messages(clicked);
    if (!row) return; // Nothing selected: a key press stays silent.
    const { file } = await engine.call(messageSource, { id: row.id }, { signal, onProgress });
    await editor.openFile(file);
  },
});
