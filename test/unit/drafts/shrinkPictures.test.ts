import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type PictureToShrink, shrinkPictures } from '../../../src/drafts/shrinkPictures.ts';
import { checkDraft } from '../../../src/engine/compose/draftCheck.ts';
import { headerEdit } from '../../../src/engine/compose/headerEdit.ts';
import { rangeOf } from '../../../src/engine/compose/textLines.ts';
import type { EngineCaller } from '../../../src/host/engineConnection.ts';
import { draftCheck } from '../../../src/protocol/methods/draftCheck.ts';
import { draftEditHeader } from '../../../src/protocol/methods/draftEditHeader.ts';
import { senderAccount } from '../engine/compose/fixtures.ts';

/** An engine that reads drafts, a folder `w` with these files, and a page that makes a tenth of each. */
function world(sizes: { readonly [name: string]: number }) {
  const shrunk: PictureToShrink[] = [];
  const call: EngineCaller['call'] = async (method, params) => {
    if (method.name === draftEditHeader.name) {
      const { text, name, values } = draftEditHeader.params.parse(params);
      return method.result.parse(headerEdit(text, name, values));
    }
    const { draft, content, images } = checkDraft(draftCheck.params.parse(params).text, [senderAccount()]);
    const placed = (list: typeof images) =>
      list.map(({ reference, start, end }) => ({ reference, range: rangeOf(draft.lines, start, end) }));
    return method.result.parse({
      ...{ diagnostics: [], recipients: [], drawings: [] },
      ...{ attach: placed(content.attach), images: placed(images) },
    });
  };
  const nameOf = (uri: string) => decodeURIComponent(uri.replace('file:///w/', ''));
  const dependencies = {
    engine: { call },
    files: {
      stat: async (uri: string) => {
        const size = sizes[nameOf(uri)];
        return size === undefined ? undefined : { isFolder: false, size, modifiedAt: 0 };
      },
      readBytes: async (uri: string) => new Uint8Array(sizes[nameOf(uri)] ?? 0),
    },
    shrink: async (picture: PictureToShrink) => {
      shrunk.push(picture);
      return picture.bytes.length === 3_000_000 ? undefined : new Uint8Array(picture.bytes.length / 10);
    },
    keepFile: async (name: string) => `hi.files/${name}`,
  };
  return {
    shrunk,
    run: (text: string, only?: string) =>
      shrinkPictures({ text, folder: 'file:///w', only }, dependencies, { signal: new AbortController().signal }),
  };
}

const sizes = {
  'a b.jpg': 2_000_000,
  'c.png': 4_000_000,
  'small.jpg': 900_000,
  'wide.webp': 3_000_000,
  'x.pdf': 9_000_000,
};

describe('large pictures of a draft made smaller', () => {
  test('E05 copies take the place of large ones, attached or shown; small, unfit and other files stay', async () => {
    const { run, shrunk } = world(sizes);
    const { text, count, bytesBefore, bytesAfter } = await run(
      '---\r\nto: b@x.test\r\nattach:\r\n  - a b.jpg\r\n  - x.pdf\r\n  - small.jpg\r\nsubject: x\r\n---\r\n\r\n![one](<a b.jpg>) ![two](c.png)\r\n![three](wide.webp) ![again](c.png)\r\n',
    );
    assert.equal(
      text,
      '---\nto: b@x.test\nattach:\n  - hi.files/a b.jpg\n  - x.pdf\n  - small.jpg\nsubject: x\n---\n\n![one](<hi.files/a b.jpg>) ![two](hi.files/c.png)\n![three](wide.webp) ![again](hi.files/c.png)\n',
    );
    assert.deepEqual([count, bytesBefore, bytesAfter], [2, 6_000_000, 600_000]);
    assert.deepEqual(
      shrunk.map(({ type, sideMax }) => [type, sideMax]),
      [
        ['image/jpeg', 1_600],
        ['image/png', 1_600],
        ['image/webp', 1_600],
      ],
    );
  });

  test('E05 one that is named alone is touched', async () => {
    const { run } = world(sizes);
    const draft = '---\nto: b@x.test\nsubject: x\nattach: a b.jpg\n---\n\n![two](c.png)\n';
    const { text } = await run(draft, 'c.png');
    assert.equal(text, draft.replace('(c.png)', '(hi.files/c.png)'));
  });
});
