import { l10n } from 'vscode';
import type { Translate } from '../texts/translate.ts';

/** Says a sentence of `texts/` in the language of the editor. */
export const translate: Translate = (message, ...[values]) =>
  values ? l10n.t(message, { ...values }) : l10n.t(message);
