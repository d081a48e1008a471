import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { revisionOf } from '../../bench/revision.ts';
import { runOk } from '../support/childProcess.ts';
import { tempFolder } from '../support/tempFolder.ts';

test('results of a bench count for the sources they were measured of: any change but of pages makes others', async () => {
  await using folder = await tempFolder();
  const write = (name: string, text: string) => writeFileSync(join(folder.path, name), text);
  const who = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.test'];
  const commit = async (...names: string[]) => {
    await runOk('git', ['-C', folder.path, 'add', ...names]);
    await runOk('git', ['-C', folder.path, ...who, 'commit', '-q', '-m', 'change']);
  };
  const revision = () => revisionOf(folder.path);
  assert.equal(await revision(), undefined); // No work tree.
  await runOk('git', ['init', '-q', folder.path]);
  mkdirSync(join(folder.path, 'docs'));
  write('a.ts', 'one');
  write('README.md', 'one');
  write('docs/plot.svg', 'one');
  await commit('.');
  const first = await revision();
  assert.match(first ?? '', /^[0-9a-f]{7,}$/);
  write('README.md', 'two');
  write('docs/plot.svg', 'two');
  assert.equal(await revision(), first);
  await commit('README.md', 'docs');
  assert.equal(await revision(), first);
  write('a.ts', 'two');
  const changed = await revision();
  assert.match(changed ?? '', new RegExp(`^${first}\\+[0-9a-f]{6}$`));
  write('a.ts', 'one');
  assert.equal(await revision(), first);
  write('b.ts', 'new');
  const added = await revision();
  assert.notEqual(added, first);
  assert.notEqual(added, changed);
  await commit('b.ts');
  assert.notEqual(await revision(), first);
});
