import { defineCommand } from '../host/command.ts';
import { commandTexts } from '../texts/notices.ts';
import { answer } from './answer.ts';
import type { Context } from './context.ts';

/** Makes a draft to send the mail once more, in the thread that it was in. */
export const resend = defineCommand<Context>({
  id: 'mailroom.resend',
  busy: commandTexts.fetchingSource,
  run: (context, options, clicked, selected) => answer(context, 'resend', { clicked, selected }, options),
});
