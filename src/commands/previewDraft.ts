import { MailError } from '../base/errors.ts';
import { draftUriOf } from '../drafts/givenUris.ts';
import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Shows what the recipient will get, beside the draft. */
export const previewDraft = defineCommand<Context>({
  id: 'mailroom.previewDraft',
  async run({ drafts }, _, clicked) {
    const draft = await drafts.target(draftUriOf(clicked));
    if (!draft) throw new MailError('draft.unknown');
    await drafts.preview(draft);
  },
});
