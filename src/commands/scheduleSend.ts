import { draftUriOf } from '../drafts/givenUris.ts';
import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Asks when the draft in front shall leave, and queues it for then. */
export const scheduleSend = defineCommand<Context>({
  id: 'mailroom.scheduleSend',
  async run({ drafts, pickTime }, { signal }, clicked) {
    const draft = await drafts.target(draftUriOf(clicked));
    if (!draft) return drafts.compose({ kind: 'new' });
    const sendAt = await pickTime();
    if (sendAt !== undefined) await drafts.send({ ...draft, sendAt }, { signal });
  },
});
