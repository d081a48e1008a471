import { notebookBody } from '../drafts/notebookBody.ts';
import { shownNotebook } from '../drafts/shownNotebook.ts';
import { defineCommand } from '../host/command.ts';
import { sendShownTexts } from '../texts/sendShown.ts';
import type { Context } from './context.ts';

/** Starts a mail with the notebook in front: its text, its code and what that put out, pictures shown in place. */
export const sendNotebook = defineCommand<Context>({
  id: 'mailroom.sendNotebook',
  async run({ drafts, notify, t }) {
    const notebook = shownNotebook();
    if (!notebook) return notify.info(t(sendShownTexts.noNotebook));
    const alt = t(sendShownTexts.outputPicture);
    const body = await notebookBody(notebook.cells, async (name, bytes) => drafts.keepPicture(name, bytes, alt));
    if (body.trim() === '') return notify.info(t(sendShownTexts.notebookEmpty));
    await drafts.compose({ kind: 'new', subject: notebook.name, body });
  },
});
