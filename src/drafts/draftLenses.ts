import { CodeLens, languages, Range } from 'vscode';
import type { Disposable } from '../base/dispose.ts';
import { draftTexts } from '../texts/drafts.ts';
import type { Translate } from '../texts/translate.ts';
import { isDraftDocument } from './headerBlock.ts';

/** Send, Schedule, Preview and Attach above the header block. */
export function registerDraftLenses(t: Translate): Disposable {
  const selector = { language: 'markdown', pattern: '**/*.mail.md' };
  return languages.registerCodeLensProvider(selector, {
    provideCodeLenses(document) {
      if (!isDraftDocument(document.uri)) return [];
      const range = new Range(0, 0, 0, 0);
      const given = [document.uri];
      return [
        new CodeLens(range, { title: t(draftTexts.sendLens), command: 'mailroom.sendMail', arguments: given }),
        new CodeLens(range, { title: t(draftTexts.scheduleLens), command: 'mailroom.scheduleSend', arguments: given }),
        new CodeLens(range, { title: t(draftTexts.previewLens), command: 'mailroom.previewDraft', arguments: given }),
        new CodeLens(range, { title: t(draftTexts.attachLens), command: 'mailroom.attachFile', arguments: [] }),
      ];
    },
  });
}
