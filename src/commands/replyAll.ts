import { defineCommand } from '../host/command.ts';
import { commandTexts } from '../texts/notices.ts';
import { answer } from './answer.ts';
import type { Context } from './context.ts';

/** Answers everybody who is in the mail. */
export const replyAll = defineCommand<Context>({
  id: 'mailroom.replyAll',
  busy: commandTexts.fetchingSource,
  run: (context, options, clicked, selected) => answer(context, 'replyAll', { clicked, selected }, options),
});
