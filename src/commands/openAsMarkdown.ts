import { MailError } from '../base/errors.ts';
import { draftUriOf } from '../drafts/givenUris.ts';
import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Shows the draft in front as the Markdown that it is, in place of its panel. */
export const openAsMarkdown = defineCommand<Context>({
  id: 'mailroom.openAsMarkdown',
  async run({ drafts, compose }, _, clicked) {
    const draft = await drafts.target(draftUriOf(clicked));
    if (!draft) throw new MailError('draft.unknown');
    await compose.showText(draft.uri);
  },
});
