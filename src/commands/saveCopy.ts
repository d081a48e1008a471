import { uriInFront } from '../drafts/draftDocuments.ts';
import { uriOf } from '../drafts/givenUris.ts';
import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Saves the copy in front, of an attachment or a source, where the person says. */
export const saveCopy = defineCommand({
  id: 'mailroom.saveCopy',
  async run({ reader }: Context, _options, clicked) {
    const uri = uriOf(clicked) ?? uriInFront();
    if (uri !== undefined) await reader.saveCopy(uri);
  },
});
