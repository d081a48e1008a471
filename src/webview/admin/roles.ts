import { adminPageTexts as texts } from '../../texts/adminPage.ts';
import type { Page } from './page.ts';

/** The roles with their names. */
export function roleChoices({ t }: Page): readonly (readonly [string, string])[] {
  return [
    ['none', t(texts.roleNone)],
    ['readOnly', t(texts.roleReadOnly)],
    ['operator', t(texts.roleOperator)],
    ['admin', t(texts.roleAdmin)],
  ];
}
