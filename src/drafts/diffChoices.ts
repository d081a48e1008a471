import type { Choice } from '../host/prompts.ts';
import { sendShownTexts } from '../texts/sendShown.ts';
import type { Translate } from '../texts/translate.ts';

/** A diff above this is offered as a file alone: nobody reads it in a mail. UTF-16 units. */
export const diffInTextMaxChars = 200_000;

export interface DiffChoice {
  readonly diff: string;
  readonly inText: boolean;
}

/** The ways in which changes can leave; none where nothing is changed. */
export function diffChoices(
  { unstaged, staged }: { readonly unstaged: string; readonly staged: string },
  t: Translate,
): readonly Choice<DiffChoice>[] {
  const kinds = [
    { label: t(sendShownTexts.unstaged), diff: unstaged },
    { label: t(sendShownTexts.staged), diff: staged },
  ].filter(({ diff }) => diff.trim() !== '');
  return kinds.flatMap(({ label, diff }) => [
    ...(diff.length <= diffInTextMaxChars
      ? [{ label, description: t(sendShownTexts.inText), icon: 'diff', value: { diff, inText: true } }]
      : []),
    { label, description: t(sendShownTexts.asFile), icon: 'attach', value: { diff, inText: false } },
  ]);
}
