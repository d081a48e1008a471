import { draftUriOf } from '../drafts/givenUris.ts';
import { defineCommand } from '../host/command.ts';
import { draftTexts } from '../texts/drafts.ts';
import type { Context } from './context.ts';

/** Makes the large pictures of the draft in front smaller, or the one that a quick fix names. */
export const shrinkPictures = defineCommand<Context>({
  id: 'mailroom.shrinkPictures',
  busy: draftTexts.shrinking,
  async run({ drafts }, options, clicked, reference) {
    const draft = await drafts.target(draftUriOf(clicked));
    if (draft) await drafts.shrink(draft, typeof reference === 'string' ? reference : undefined, options);
  },
});
