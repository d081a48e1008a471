import { defineCommand } from '../host/command.ts';
import { commandTexts } from '../texts/notices.ts';
import type { Context } from './context.ts';

/** Opens a message of a Drafts mailbox as a document; it is saved back as that draft. */
export const editDraft = defineCommand<Context>({
  id: 'mailroom.editDraft',
  busy: commandTexts.fetchingSource,
  async run({ drafts, selection }, options, clicked, selected) {
    const [message] = selection.messages(clicked, selected);
    if (message) await drafts.edit(message.id, options);
  },
});
