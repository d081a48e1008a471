import { urisOf } from '../drafts/givenUris.ts';
import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Starts a mail whose body is the HTML file chosen in the Explorer, or the one in front. */
export const newMailFromHtml = defineCommand<Context>({
  id: 'mailroom.newMailFromHtml',
  async run({ drafts }, _, clicked, selected) {
    await drafts.openHtml(urisOf(clicked, selected)[0]);
  },
});
