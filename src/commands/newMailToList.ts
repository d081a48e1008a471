import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Opens a new draft to the mailing list that the folder's settings name. */
export const newMailToList = defineCommand<Context>({
  id: 'mailroom.newMailToList',
  async run({ drafts }) {
    await drafts.composeToList();
  },
});
