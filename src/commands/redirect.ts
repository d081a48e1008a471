import { defineCommand } from '../host/command.ts';
import { commandTexts } from '../texts/notices.ts';
import { answer } from './answer.ts';
import type { Context } from './context.ts';

/** Passes the mail on as it came, with Resent fields (RFC 5322 §3.6.6). */
export const redirect = defineCommand<Context>({
  id: 'mailroom.redirect',
  busy: commandTexts.fetchingSource,
  run: (context, options, clicked, selected) => answer(context, 'redirect', { clicked, selected }, options),
});
