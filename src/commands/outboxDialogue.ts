import { defineCommand } from '../host/command.ts';
import { outboxDialogue as dialogueRequest } from '../protocol/methods/outboxDialogue.ts';
import { outboxTexts } from '../texts/outbox.ts';

/** Opens what was said between Mailroom and the server at the last attempt. */
export const outboxDialogue = defineCommand({
  id: 'mailroom.outboxDialogue',
  async run({ selection, engine, editor, t }, { signal }, clicked) {
    const [item] = selection.outboxItems(clicked);
    if (!item) return; // Nothing selected: a key press stays silent.
    const { lines } = await engine.call(dialogueRequest, { id: item.id }, { signal });
    const text = lines.map(({ at, side, text }) => `${new Date(at).toISOString()} ${arrows[side]} ${text}`);
    await editor.openText(text.join('\n') || t(outboxTexts.dialogueEmpty), 'log');
  },
});

const arrows = { client: '→', server: '←' } as const;
