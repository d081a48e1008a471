import { uriInFront } from '../drafts/draftDocuments.ts';
import { urisOf } from '../drafts/givenUris.ts';
import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Shows .eml files of the Explorer or an editor in readers. */
export const openMessageFile = defineCommand({
  id: 'mailroom.openMessageFile',
  async run({ reader }: Context, _options, clicked, selected) {
    const uris = clicked === undefined ? [uriInFront() ?? []].flat() : urisOf(clicked, selected);
    for (const uri of uris.slice(0, filesMax)) await reader.showFile(uri);
  },
});

/** More tabs than this at once nobody wants. */
const filesMax = 10;
