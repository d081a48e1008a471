import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { systemClock } from '../../../src/base/clock.ts';
import { MailError } from '../../../src/base/errors.ts';
import { type SweepDependencies, sweepAgeMs, sweepCopies } from '../../../src/drafts/sweepCopies.ts';
import type { EngineCaller } from '../../../src/host/engineConnection.ts';
import { draftList } from '../../../src/protocol/methods/draftList.ts';

const now = 10 * sweepAgeMs;
const old = now - sweepAgeMs;

interface World {
  /** Folders and files by URI, and when they were changed. */
  readonly tree: { readonly [uri: string]: number };
  readonly journal?: { readonly [uri: string]: string };
  readonly written?: { readonly [uri: string]: string };
  readonly engineFails?: boolean;
}

function world({ tree, journal = {}, written = {}, engineFails = false }: World) {
  const removed: string[] = [];
  const drafts = Object.keys(journal).map((uri) => ({
    uri,
    subject: '',
    to: '',
    folder: '',
    updatedAt: 1,
    sent: false,
  }));
  const call: EngineCaller['call'] = async (method, params) => {
    if (engineFails) throw new MailError('engine.unreachable');
    if (method.name === draftList.name) return method.result.parse({ drafts });
    const uri = String(Object(params).uri);
    return method.result.parse({ text: journal[uri] ?? null, folder: '', allowed: [], updatedAt: 1 });
  };
  const all = { ...tree, ...Object.fromEntries(Object.keys(written).map((uri) => [uri, old])) };
  const dependencies: SweepDependencies = {
    engine: { call },
    clock: { ...systemClock, now: () => now },
    buffersFolder: 'file:///s/buffers',
    draftsFolder: 'file:///s/drafts',
    files: {
      copiesFolder: 'file:///s/copies',
      entries: async (folder) =>
        Object.entries(all)
          .filter(([uri]) => uri.startsWith(`${folder}/`))
          .map(([uri, modifiedAt]) => ({ uri, name: uri.slice(folder.length + 1), modifiedAt })),
      readText: async (uri) => written[uri] ?? '',
      async removeFolder(uri) {
        removed.push(uri);
      },
    },
  };
  return { dependencies, removed };
}

describe('copies of what was attached', () => {
  test('E05 a copy of an unsaved editor stays while a draft names it, journaled or in a file, and goes then', async () => {
    const { dependencies, removed } = world({
      tree: { 'file:///s/buffers/aaa': old, 'file:///s/buffers/bbb': old, 'file:///s/buffers/ccc': old },
      journal: { 'file:///w/x.mail.md': '---\nattach: /s/buffers/aaa/notes.txt\n---\n' },
      written: { 'file:///s/drafts/y.mail.md': '---\nattach: /s/buffers/bbb/notes.txt\n---\n' },
    });
    await sweepCopies(dependencies);
    assert.deepEqual(removed, ['file:///s/buffers/ccc']);
  });

  test('E05 young copies stay: another window may be making the draft that names them', async () => {
    const { dependencies, removed } = world({
      tree: { 'file:///s/buffers/aaa': old + 1, 'file:///s/copies/bbb': old + 1, 'file:///s/copies/ccc': old },
    });
    await sweepCopies(dependencies);
    assert.deepEqual(removed, ['file:///s/copies/ccc']);
  });

  test('E05 where the drafts cannot be asked for, nothing that one may name goes', async () => {
    const { dependencies, removed } = world({ tree: { 'file:///s/buffers/aaa': old }, engineFails: true });
    await assert.rejects(sweepCopies(dependencies), { code: 'engine.unreachable' });
    assert.deepEqual(removed, []);
  });
});
