import { MailError } from '../base/errors.ts';
import { draftUriOf } from '../drafts/givenUris.ts';
import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Shows the draft in front as a form with formatted text, in place of its text; the document stays the same. */
export const openAsRichText = defineCommand<Context>({
  id: 'mailroom.openAsRichText',
  async run({ drafts, compose }, _, clicked) {
    const draft = await drafts.target(draftUriOf(clicked));
    if (!draft) throw new MailError('draft.unknown');
    await compose.show(draft.uri);
  },
});
