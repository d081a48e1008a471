import { defineCommand } from '../host/command.ts';
import { commandTexts } from '../texts/notices.ts';
import { answer } from './answer.ts';
import type { Context } from './context.ts';

/** Answers the mail that is selected or shown. */
export const reply = defineCommand<Context>({
  id: 'mailroom.reply',
  busy: commandTexts.fetchingSource,
  run: (context, options, clicked, selected) => answer(context, 'reply', { clicked, selected }, options),
});
