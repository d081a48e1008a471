import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Opens a new draft that is filled from a template, after asking what the template leaves open. */
export const newMailFromTemplate = defineCommand<Context>({
  id: 'mailroom.newMailFromTemplate',
  async run({ drafts, templates }) {
    const draft = await templates.newDraft();
    if (draft) await drafts.openText(draft);
  },
});
