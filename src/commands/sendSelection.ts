import { shownEditor } from '../drafts/draftDocuments.ts';
import { selectionBody } from '../drafts/selectionBody.ts';
import { defineCommand } from '../host/command.ts';
import { draftTexts } from '../texts/drafts.ts';
import type { Context } from './context.ts';

/** Starts a mail with the selected code in it. */
export const sendSelection = defineCommand<Context>({
  id: 'mailroom.sendSelection',
  async run({ drafts, notify, t }) {
    const shown = shownEditor();
    if (!shown?.selected.text) return notify.info(t(draftTexts.noSelection));
    const { name, selected } = shown;
    const subject = t(draftTexts.selectionSubject, { name, from: selected.from, to: selected.to });
    await drafts.compose({ kind: 'new', subject, body: selectionBody(shown) });
  },
});
