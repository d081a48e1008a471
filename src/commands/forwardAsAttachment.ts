import { defineCommand } from '../host/command.ts';
import { commandTexts } from '../texts/notices.ts';
import { answer } from './answer.ts';
import type { Context } from './context.ts';

/** Forwards the mail whole, as an attachment. */
export const forwardAsAttachment = defineCommand<Context>({
  id: 'mailroom.forwardAsAttachment',
  busy: commandTexts.fetchingSource,
  run: (context, options, clicked, selected) => answer(context, 'forwardAttached', { clicked, selected }, options),
});
