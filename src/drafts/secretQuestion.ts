import type { EngineCaller } from '../host/engineConnection.ts';
import type { Prompts } from '../host/prompts.ts';
import { draftAllowSecrets } from '../protocol/methods/draftAllowSecrets.ts';
import { draftSecrets } from '../protocol/methods/draftSecrets.ts';
import type { AttachmentFile, DraftSecret } from '../protocol/records.ts';
import { secretKindTexts, secretTexts } from '../texts/secrets.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { referenceUri } from './fileReferences.ts';

export interface SecretQuestionDependencies {
  readonly engine: Pick<EngineCaller, 'call'>;
  readonly ask: Pick<Prompts, 'decide'>;
  readonly t: Translate;
  /** Shows a file with the cursor in a line, from 0. */
  readonly reveal: (uri: string, line: number) => Promise<void>;
}

interface Outgoing {
  readonly uri: string;
  readonly folder: string;
  readonly text: string;
  readonly files: readonly AttachmentFile[];
}

/** Fingerprints of what may leave this time; undefined when the mail stays, because the person looks at it first or said no. */
export async function askAboutSecrets(
  { uri, folder, text, files }: Outgoing,
  { engine, ask, t, reveal }: SecretQuestionDependencies,
): Promise<readonly string[] | undefined> {
  const { secrets } = await engine.call(draftSecrets, { text, files });
  const [first] = secrets;
  if (!first) return [];
  const answer = await ask.decide({
    message: plural(t, secretTexts.question, secrets.length),
    detail: secrets.map((secret) => placeText(t, secret)).join('\n'),
    buttons: [
      { label: t(secretTexts.show), value: 'show' },
      { label: t(secretTexts.once), value: 'once' },
      { label: t(secretTexts.always), value: 'always' },
    ],
  });
  const fingerprints = secrets.map(({ fingerprint }) => fingerprint);
  if (answer === 'once') return fingerprints;
  if (answer === 'always') {
    await engine.call(draftAllowSecrets, { fingerprints });
    return fingerprints;
  }
  if (answer === 'show') {
    const shown = first.reference === '' || first.inside !== '' || first.reference.startsWith('message:');
    await reveal(shown ? uri : referenceUri(folder, first.reference), Math.max(0, first.line - 1));
  }
  return undefined;
}

/** `a GitHub token: in notes.zip › deep/notes.txt, line 3`. */
export function placeText(t: Translate, { kind, reference, inside, line }: DraftSecret): string {
  const what = kindText(t, kind);
  if (reference === '') return t(secretTexts.textPlace, { what, line });
  const file = inside === '' ? reference : `${reference} › ${inside}`;
  return line > 0 ? t(secretTexts.filePlace, { what, file, line }) : t(secretTexts.wholeFile, { what, file });
}

export function kindText(t: Translate, kind: string): string {
  return t<string>(Object.entries(secretKindTexts).find(([key]) => key === kind)?.[1] ?? secretKindTexts.apiKey);
}
