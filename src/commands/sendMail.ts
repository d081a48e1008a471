import { draftUriOf } from '../drafts/givenUris.ts';
import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Sends the draft in front, else starts one. */
export const sendMail = defineCommand<Context>({
  id: 'mailroom.sendMail',
  async run({ drafts }, { signal }, clicked) {
    const draft = await drafts.target(draftUriOf(clicked));
    if (draft) await drafts.send(draft, { signal });
    else await drafts.compose({ kind: 'new' });
  },
});
