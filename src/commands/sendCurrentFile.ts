import { uriInFront } from '../drafts/draftDocuments.ts';
import { sendFiles } from '../drafts/sendFiles.ts';
import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Starts a mail with the file in front, whatever editor shows it, unsaved or not. */
export const sendCurrentFile = defineCommand<Context>({
  id: 'mailroom.sendCurrentFile',
  run(context) {
    const uri = uriInFront();
    return sendFiles(uri === undefined ? [] : [uri], context);
  },
});
