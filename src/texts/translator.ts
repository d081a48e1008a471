import { config, t } from '@vscode/l10n';
import type { Translate } from './translate.ts';

/** A {@link Translate} for processes without `vscode.l10n`: the contents of a `bundle.l10n.*.json`, none for English. */
export function translator(contents: { readonly [message: string]: string } = {}): Translate {
  config({ contents: { ...contents } });
  return (message, ...[values]) => (values ? t(message, { ...values }) : t(message));
}
