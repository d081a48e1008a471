import { draftUriOf } from '../drafts/givenUris.ts';
import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Throws a draft away after asking. */
export const discardDraft = defineCommand<Context>({
  id: 'mailroom.discardDraft',
  async run({ drafts }, _options, clicked) {
    const uri = draftUriOf(clicked) ?? (await drafts.target(undefined))?.uri;
    if (uri) await drafts.discard(uri);
  },
});
