import type { Notices } from '../host/notices.ts';
import type { Prompts } from '../host/prompts.ts';
import { draftTexts } from '../texts/drafts.ts';
import type { Translate } from '../texts/translate.ts';
import { saveShown, shownEditor } from './draftDocuments.ts';
import type { Drafts } from './drafts.ts';
import { lastName } from './fileReferences.ts';

export interface ShownFileDependencies {
  readonly drafts: Pick<Drafts, 'keepBuffer'>;
  readonly ask: Pick<Prompts, 'decide'>;
  readonly notify: Pick<Notices, 'status'>;
  readonly t: Translate;
}

/**
 * The file to attach for a document: its own, or, where what is shown was never saved, the one that the person chooses:
 * saved, or a copy of what is shown. Says which. Undefined when neither is wanted.
 */
export async function attachableUri(
  uri: string,
  { drafts, ask, notify, t }: ShownFileDependencies,
): Promise<string | undefined> {
  const shown = shownEditor(uri);
  if (!shown || !(shown.isUntitled || shown.isDirty)) return uri;
  const { name } = shown;
  const message = shown.isUntitled ? t(draftTexts.untitled, { name }) : t(draftTexts.unsaved, { name });
  const wanted = await ask.decide({
    message,
    buttons: [
      { label: t(draftTexts.saveAndAttach), value: 'save' },
      { label: t(draftTexts.attachShown), value: 'shown' },
    ],
  });
  if (wanted === 'save') {
    const saved = await saveShown(uri);
    if (saved) notify.status(t(draftTexts.attachedSaved, { name: lastName(saved) }));
    return saved;
  }
  if (wanted !== 'shown') return undefined;
  notify.status(t(draftTexts.attachedShown, { name }));
  return drafts.keepBuffer(name, shown.text);
}
