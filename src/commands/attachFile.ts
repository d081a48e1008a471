import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Names files in the draft in front; without one, starts a mail with them. */
export const attachFile = defineCommand<Context>({
  id: 'mailroom.attachFile',
  async run({ drafts }) {
    const draft = await drafts.target(undefined);
    if (draft) await drafts.attach(draft);
    else await drafts.compose({ kind: 'new' });
  },
});
