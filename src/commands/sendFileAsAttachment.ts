import { urisOf } from '../drafts/givenUris.ts';
import { sendFiles } from '../drafts/sendFiles.ts';
import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Starts a mail with the files chosen in the Explorer or the tab clicked on. */
export const sendFileAsAttachment = defineCommand<Context>({
  id: 'mailroom.sendFileAsAttachment',
  run: (context, _options, clicked, selected) => sendFiles(urisOf(clicked, selected), context),
});
