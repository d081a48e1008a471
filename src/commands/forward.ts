import { defineCommand } from '../host/command.ts';
import { commandTexts } from '../texts/notices.ts';
import { answer } from './answer.ts';
import type { Context } from './context.ts';

/** Forwards the mail with its text in the body. */
export const forward = defineCommand<Context>({
  id: 'mailroom.forward',
  busy: commandTexts.fetchingSource,
  run: (context, options, clicked, selected) => answer(context, 'forward', { clicked, selected }, options),
});
