import { formatMailboxes } from '../../mail/mime/address.ts';
import { draftJournal } from '../../protocol/methods/draftJournal.ts';
import { contentOf } from '../compose/draftContent.ts';
import { parseDraft } from '../compose/draftParser.ts';
import { handle } from '../handler.ts';

/** Characters of subject and recipients that a list of drafts shows. */
const shownMaxChars = 1_000;

/** Keeps or forgets a draft. Tells the lists only when what they show changed: this comes with every second of typing. */
export const handleDraftJournal = handle(draftJournal, ({ drafts, events, serverDrafts }, { uri, text, ...more }) => {
  const changed = text === null ? drafts.forget(uri) : drafts.keep({ uri, text, ...more, ...summaryOf(text) });
  serverDrafts.changed(uri);
  if (changed) events.send('draftsChanged', {});
  return {};
});

function summaryOf(text: string): { readonly subject: string; readonly to: string } {
  const { subject, to } = contentOf(parseDraft(text));
  return { subject: subject.slice(0, shownMaxChars), to: formatMailboxes(to.slice(0, 50)).slice(0, shownMaxChars) };
}
