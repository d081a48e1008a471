import { join } from 'node:path';
import { isMailError } from '../base/errors.ts';
import type { Translate } from '../texts/translate.ts';
import { translator } from '../texts/translator.ts';
import { readTextFile } from './files.ts';

/** The language of `LC_ALL`, `LC_MESSAGES` or `LANG`, where its texts lie beside the bundles; English otherwise. */
export function translatorFor(env: { readonly [name: string]: string | undefined }, bundleFolder: string): Translate {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  if (!locale.toLowerCase().startsWith('zh')) return translator();
  try {
    const contents: { [message: string]: string } = JSON.parse(
      readTextFile('bundle.l10n.zh-cn.json', join(bundleFolder, '..', 'l10n')),
    );
    return translator(contents);
  } catch (error) {
    if (isMailError(error, 'file.missing')) return translator();
    throw error;
  }
}
