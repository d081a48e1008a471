import { isErrorCode } from '../base/errorCodes.ts';
import type { DraftDiagnostic } from '../protocol/records.ts';
import { draftFixTexts, draftProblemTexts } from '../texts/drafts.ts';
import { errorText } from '../texts/errors.ts';
import { secretTexts } from '../texts/secrets.ts';
import type { Translate } from '../texts/translate.ts';
import { kindText } from './secretQuestion.ts';

/** The sentence of a diagnostic. */
export function problemText(t: Translate, { code, data }: Pick<DraftDiagnostic, 'code' | 'data'>): string {
  const { reference } = data;
  if (code === 'draft.attachmentMissing' && reference) return t(draftProblemTexts.attachmentMissing, { reference });
  if (code === 'draft.attachmentFolder' && reference) return t(draftProblemTexts.attachmentFolder, { reference });
  if (code === 'draft.secretFound') return t(secretTexts.inText, { what: kindText(t, data['kind'] ?? '') });
  return errorText(t, isErrorCode(code) ? code : 'internal', data);
}

/** What a quick fix does, as its title. */
export function fixTitle(
  t: Translate,
  { code, data }: Pick<DraftDiagnostic['fixes'][number], 'code' | 'data'>,
): string {
  const text = Object.entries(draftFixTexts).find(([key]) => key === code)?.[1];
  return text ? t<string>(text, data) : code;
}
