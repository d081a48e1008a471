import { defineCommand } from '../host/command.ts';
import { commandTexts } from '../texts/notices.ts';
import { answer } from './answer.ts';
import type { Context } from './context.ts';

/** Answers to the mailing list that the mail came by. */
export const replyToList = defineCommand<Context>({
  id: 'mailroom.replyToList',
  busy: commandTexts.fetchingSource,
  run: (context, options, clicked, selected) => answer(context, 'replyList', { clicked, selected }, options),
});
