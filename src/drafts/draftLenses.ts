import { CodeLens, languages, Range } from 'vscode';
import type { Disposable } from '../base/dispose.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import { identityList } from '../protocol/methods/identityList.ts';
import { draftHoverTexts } from '../texts/draftHover.ts';
import { draftTexts } from '../texts/drafts.ts';
import type { Translate } from '../texts/translate.ts';
import { isDraftDocument } from './headerBlock.ts';

/** Send, Schedule, Preview, Attach and the sender above the header block. */
export function registerDraftLenses({
  engine,
  t,
}: {
  readonly engine: Pick<EngineCaller, 'call'>;
  readonly t: Translate;
}): Disposable {
  const selector = { language: 'markdown', pattern: '**/*.mail.md' };
  return languages.registerCodeLensProvider(selector, {
    async provideCodeLenses(document) {
      if (!isDraftDocument(document.uri)) return [];
      const range = new Range(0, 0, 0, 0);
      const given = [document.uri];
      const from = await senderOf(document.getText(), engine);
      return [
        new CodeLens(range, { title: t(draftTexts.sendLens), command: 'mailroom.sendMail', arguments: given }),
        new CodeLens(range, { title: t(draftTexts.scheduleLens), command: 'mailroom.scheduleSend', arguments: given }),
        new CodeLens(range, { title: t(draftTexts.previewLens), command: 'mailroom.previewDraft', arguments: given }),
        new CodeLens(range, { title: t(draftTexts.attachLens), command: 'mailroom.attachFile', arguments: [] }),
        ...(from
          ? [
              new CodeLens(range, {
                title: t(draftHoverTexts.fromLens, { address: from }),
                command: 'mailroom.chooseSender',
                arguments: given,
              }),
            ]
          : []),
      ];
    },
  });
}

/** As whom a draft leaves: what its `from:` says, else the first identity. Empty while the engine is not there. */
async function senderOf(text: string, engine: Pick<EngineCaller, 'call'>): Promise<string> {
  const written = /^from[ \t]*:[ \t]*(.+)$/im
    .exec(text.slice(0, blockLookChars).split(/^---[ \t]*$/m)[1] ?? '')?.[1]
    ?.trim();
  if (written) return /<([^<>]+)>/.exec(written)?.[1] ?? written;
  const known = await engine.call(identityList, {}).catch(() => undefined); // The lens comes with the next look.
  return known?.identities[0]?.address ?? '';
}

/** A header block that is longer is looked at so far. */
const blockLookChars = 20_000;
