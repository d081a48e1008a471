import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { projectRoot } from '../../support/projectRoot.ts';
import { allSentences } from './sentences.ts';

const json = (path: string): { [key: string]: string } => JSON.parse(readFileSync(join(projectRoot, path), 'utf8'));
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
/** Words that leave in mails stand in their own file, in the recipient's language and not the editor's. */
const textFiles = () =>
  readdirSync(join(projectRoot, 'src/texts')).filter((name) => name.endsWith('.ts') && name !== 'attribution.ts');

describe('M01 both languages', () => {
  let sentences: ReadonlySet<string>;
  const english = json('l10n/bundle.l10n.json');
  const chinese = json('l10n/bundle.l10n.zh-cn.json');

  before(async () => {
    sentences = await allSentences(textFiles().map((name) => join(projectRoot, 'src/texts', name)));
  });

  test('every sentence of src/texts stands in both bundles, and nothing else does', () => {
    const missing = [...sentences].filter((sentence) => !(sentence in chinese));
    assert.deepEqual(missing, [], 'add these to l10n/bundle.l10n.zh-cn.json');
    const unknown = Object.keys(chinese).filter((sentence) => !sentences.has(sentence));
    assert.deepEqual(unknown, [], 'remove these from l10n/bundle.l10n.zh-cn.json: no text says them');
    assert.deepEqual(Object.keys(english).sort(), Object.keys(chinese).sort(), 'l10n/bundle.l10n.json has other keys');
    for (const [key, value] of Object.entries(english))
      assert.equal(value, key, 'the English bundle says what the key says');
  });

  test('a translation fills the same gaps as its sentence', () => {
    for (const [key, value] of Object.entries(chinese)) {
      // One Chinese form serves both English numbers, so "{count}" may be there or not.
      const without = (text: string) => placeholders(text).filter((name) => name !== 'count');
      assert.deepEqual(without(value), without(key), `${key} → ${value}`);
    }
  });

  test('a translation is Chinese, in Chinese punctuation', () => {
    for (const [key, value] of Object.entries(chinese)) {
      if (!/[a-z]{3}/i.test(key.replace(/\{\w+\}/g, ''))) continue; // Only gaps and signs: the same everywhere.
      if (sameInBoth.has(key) || /^[A-Z\d ()/.-]+$/.test(key)) continue; // Names of protocols.
      assert.match(value, /\p{Script=Han}/u, key);
      assert.doesNotMatch(value, /\p{Script=Han}[,;:?!](?!\d)/u, `half-width punctuation: ${value}`);
    }
  });

  test('the manifest’s words stand in both languages', () => {
    const keys = Object.keys(json('package.nls.json'));
    assert.deepEqual(Object.keys(json('package.nls.zh-cn.json')).sort(), keys.sort());
    const used = [...readFileSync(join(projectRoot, 'package.json'), 'utf8').matchAll(/"%([\w.-]+)%"/g)].map(
      ([, key]) => key,
    );
    assert.deepEqual([...new Set(used)].sort(), keys.sort());
  });
});

/** Names and formats that no language translates. */
const sameInBoth: ReadonlySet<string> = new Set(['name@example.com']);
