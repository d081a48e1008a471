import { draftUriOf } from '../drafts/givenUris.ts';
import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Asks as whom the draft in front is to leave, and writes it into its header block. */
export const chooseSender = defineCommand<Context>({
  id: 'mailroom.chooseSender',
  async run({ drafts }, _options, clicked) {
    const draft = await drafts.target(draftUriOf(clicked));
    if (draft) await drafts.chooseSender(draft);
  },
});
