import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from './projectRoot.ts';

/**
 * Compares with a file of `test/golden`. With `UPDATE_GOLDEN=1` it is written instead, and the review reads the
 * difference. Texts are kept with LF line ends.
 */
export function assertGolden(name: string, actual: string): void {
  const path = join(projectRoot, 'test/golden', name);
  if (process.env['UPDATE_GOLDEN'] || !existsSync(path)) {
    assert.ok(process.env['UPDATE_GOLDEN'], `${name} is missing: run with UPDATE_GOLDEN=1 and read what it wrote`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
  }
  assert.equal(actual, readFileSync(path, 'utf8'), `test/golden/${name}`);
}
