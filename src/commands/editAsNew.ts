import { defineCommand } from '../host/command.ts';
import { commandTexts } from '../texts/notices.ts';
import { answer } from './answer.ts';
import type { Context } from './context.ts';

/** Makes a new draft of the mail: its text, its people, its attachments. */
export const editAsNew = defineCommand<Context>({
  id: 'mailroom.editAsNew',
  busy: commandTexts.fetchingSource,
  run: (context, options, clicked, selected) => answer(context, 'editAsNew', { clicked, selected }, options),
});
