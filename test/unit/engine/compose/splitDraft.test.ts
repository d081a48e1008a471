import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { contentOf } from '../../../../src/engine/compose/draftContent.ts';
import { parseDraft } from '../../../../src/engine/compose/draftParser.ts';
import { splitDraft } from '../../../../src/engine/compose/splitDraft.ts';

const text =
  '---\nto: a@x.test\nsubject: "Re: [x] #12"\nattach:\n  - "a, b.bin"\n  - big/*.bin\nin-reply-to: <1@x>\n---\n\nHello ![p](p.png)\n';
const file = (path: string, reference: string) => ({ path, name: path.split('/').at(-1) ?? '', reference });
const files = [
  file('/a, b.bin', 'a, b.bin'),
  file('/big/1.bin', 'big/*.bin'),
  file('/big/2.bin', 'big/*.bin'),
  file('/p.png', 'p.png'),
];
const limits = { maxBytes: 10_000_000, builtBytes: 13_000_000, sizeOf: () => 3_000_000 };

describe('a draft too large for the server as several mails', () => {
  test('E11 every file goes once, text and pictures with the first mail, all to the same people', () => {
    const shares = splitDraft(text, files, limits);
    const read = shares.map((share) => contentOf(parseDraft(share.text)));
    assert.deepEqual(
      shares.map((share) => share.files.map(({ path }) => path)),
      [['/a, b.bin', '/big/1.bin', '/p.png'], ['/big/2.bin']],
    );
    assert.deepEqual(
      read.map(({ subject }) => subject),
      ['Re: [x] #12 (1/2)', 'Re: [x] #12 (2/2)'],
    );
    assert.deepEqual(
      read.map(({ attach }) => attach.map(({ reference }) => reference)),
      [['a, b.bin', 'big/*.bin'], ['big/*.bin']],
    );
    for (const { to, inReplyTo } of read) assert.deepEqual([to[0]?.address, inReplyTo], ['a@x.test', ['<1@x>']]);
    assert.deepEqual(
      read.map(({ body }) => body.trim()),
      ['Hello ![p](p.png)', '- 2.bin'],
    );
  });

  test('E11 a file that is too large alone is named', () => {
    assert.throws(
      () => splitDraft(text, files, { ...limits, sizeOf: ({ path }) => (path.endsWith('2.bin') ? 9e6 : 1) }),
      {
        code: 'send.tooLarge',
        data: { size: 13_000_000, maxBytes: 10_000_000, file: '2.bin' },
      },
    );
  });
});
