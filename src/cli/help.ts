import { cliTexts } from '../texts/cli.ts';
import type { Translate } from '../texts/translate.ts';
import type { Verb } from './verb.ts';

/** What `--help` prints: each form of each verb. */
export function helpText(t: Translate, verbs: readonly Verb[]): string {
  const forms = verbs.flatMap(({ usage }) => usage.map((form) => `  mailroom ${form}`));
  return [t(cliTexts.usage), ...forms, '', t(cliTexts.secrets), t(cliTexts.exitCodes)].join('\n');
}
