import assert from 'node:assert/strict';
import { appendFile, mkdir, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readSteadily } from '../../../src/engine/files.ts';
import { runOk } from '../../support/childProcess.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const bytes = Buffer.alloc(1_000_000, 'as it was\n');

/** Reads a file to its end; `meanwhile` happens once the first bytes were read. */
async function reading(path: string, meanwhile: () => Promise<void> = async () => {}): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readSteadily(path)) {
    if (chunks.length === 0) await meanwhile();
    chunks.push(Uint8Array.from(chunk));
  }
  return Buffer.concat(chunks);
}

/** Runs `body` with a file of its own, last written a while ago. */
async function withFile(body: (path: string, folder: string) => Promise<void>): Promise<void> {
  await using folder = await tempFolder('steady');
  const path = join(folder.path, 'file.bin');
  await writeFile(path, bytes);
  await utimes(path, 1_700_000_000, 1_700_000_000);
  await body(path, folder.path);
}

describe('E05 a file that is read to leave with a mail', () => {
  test('gives its bytes', () => withFile(async (path) => assert.deepEqual(await reading(path), bytes)));

  const changes: Readonly<Record<string, (path: string) => Promise<void>>> = {
    'grows at its end': (path) => appendFile(path, 'more'),
    'is written anew in its place': (path) => writeFile(path, Buffer.alloc(bytes.length, 'b')),
    'is cut': (path) => truncate(path, 10),
  };
  for (const [title, change] of Object.entries(changes))
    test(`that ${title} meanwhile is refused`, () =>
      withFile((path) =>
        assert.rejects(
          reading(path, () => change(path)),
          { code: 'file.changed', data: { path } },
        ),
      ));

  test('that is deleted or replaced meanwhile is the one that was opened', () =>
    withFile(async (path, folder) => {
      await writeFile(join(folder, 'other'), 'another');
      const replaced = await reading(path, () => rename(join(folder, 'other'), path));
      assert.deepEqual(replaced, bytes);
      await writeFile(path, bytes);
      assert.deepEqual(await reading(path, () => rm(path)), bytes);
    }));

  test('and is none is told: gone, a folder, a pipe that nobody writes to', () =>
    withFile(async (_, folder) => {
      await mkdir(join(folder, 'docs'));
      await assert.rejects(reading(join(folder, 'gone')), { code: 'file.missing' });
      await assert.rejects(reading(join(folder, 'docs')), { code: 'file.isFolder' });
      if (process.platform === 'win32') return;
      await runOk('mkfifo', [join(folder, 'pipe')]);
      await assert.rejects(reading(join(folder, 'pipe')), { code: 'file.unreadable' });
    }));
});
