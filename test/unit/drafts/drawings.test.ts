import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Drawings, type DrawingsDependencies, drawingMaxMs } from '../../../src/drafts/drawings.ts';
import type { DraftDrawing } from '../../../src/protocol/methods/draftCheck.ts';
import { virtualClock } from '../../support/virtualClock.ts';

const day = 24 * 60 * 60_000;

function world(kept: { readonly [uri: string]: number } = {}) {
  const tree = new Map(Object.entries(kept));
  const clock = virtualClock(0);
  const files: DrawingsDependencies['files'] = {
    stat: async (uri) => (tree.has(uri) ? { isFolder: false, size: 1, modifiedAt: 0 } : undefined),
    localPath: async (uri) => uri.replace('file://', ''),
    writeBytes: async (uri) => void tree.set(uri, clock.now()),
    entries: async () => [...tree].map(([uri, modifiedAt]) => ({ uri, name: uri, modifiedAt })),
    remove: async (uri) => void tree.delete(uri),
  };
  return { clock, tree, drawings: new Drawings({ files, clock, folder: 'file:///s/drawings' }) };
}

const range = { startLine: 5, startColumn: 0, endLine: 5, endColumn: 10 };
const drawing = (hash: string): DraftDrawing => ({
  reference: `drawing:${hash}`,
  kind: 'diagram',
  source: 'pie',
  range,
});

describe('pictures of diagrams', () => {
  test('E04 one that lies there is a file of the draft; the others are left to draw, each once', async () => {
    const { drawings } = world({ 'file:///s/drawings/aa.png': 0 });
    const { files, left } = await drawings.find([drawing('aa'), drawing('bb'), drawing('bb')]);
    assert.deepEqual(files, [{ reference: 'drawing:aa', path: '/s/drawings/aa.png', name: 'diagram.png' }]);
    assert.deepEqual(left, [drawing('bb')]);
  });

  test('E04 settled is told once all are drawn or failed, and what failed is a problem at its line until it is drawn', async () => {
    const { drawings } = world();
    const both = [drawing('aa'), drawing('bb')];
    let isSettled = false;
    const settled = drawings.settle(both, {}).then(() => {
      isSettled = true;
    });
    await drawings.keep('drawing:aa', 'iVBORw0KGgo=');
    assert.equal(isSettled, false);
    drawings.fail('drawing:bb', 'no such diagram');
    await settled;
    const problem = {
      code: 'draft.notDrawn',
      severity: 'warning',
      range,
      data: { reason: 'no such diagram' },
      fixes: [],
    };
    assert.deepEqual(drawings.problems(both), [problem]);
    assert.deepEqual((await drawings.find(both)).left, [], 'not tried again');
    await drawings.keep('drawing:bb', 'iVBORw0KGgo=');
    assert.deepEqual(drawings.problems(both), []);
  });

  test('E04 a page that never answers keeps no mail: what is late has failed, without a reason', async () => {
    const { drawings, clock } = world();
    const settled = drawings.settle([drawing('aa')], {});
    await clock.advance(1);
    await clock.advance(drawingMaxMs);
    await settled;
    assert.deepEqual(drawings.problems([drawing('aa')])[0]?.data, {});
  });

  test('E04 a picture that was drawn long ago goes', async () => {
    const { drawings, clock, tree } = world({
      'file:///s/drawings/old.png': 0,
      'file:///s/drawings/new.png': 20 * day,
    });
    await clock.advance(40 * day);
    await drawings.sweep();
    assert.deepEqual([...tree.keys()], ['file:///s/drawings/new.png']);
  });
});
