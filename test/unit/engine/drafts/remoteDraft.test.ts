import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isWritten, keyOf, withRemote, writeRemote } from '../../../../src/engine/drafts/remoteDraft.ts';
import { bytesSource } from '../../../../src/mail/mime/byteSource.ts';
import { readMessage } from '../../../../src/mail/mime/read.ts';
import { seeded } from '../../../support/seeded.ts';

const draft = (body: string, block = 'to: 王芳 <wang@x.test>; bob@x.test\ncc: \nsubject: Hi') =>
  `---\n${block}\n---\n\n${body}`;

async function written(text: string): Promise<Buffer> {
  const from = { name: 'Ann', address: 'ann@x.test' };
  const message = { from, key: 'k1', messageId: '<m@x.test>', date: 0, boundary: 'b', parts: [] };
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeRemote(text, message)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
const read = (bytes: Uint8Array) => readMessage(bytesSource(bytes));

describe('a draft as other programs see it', () => {
  test('E15 read back as it was written it changes nothing, whatever its text', async () => {
    const texts = fc.array(
      fc.constantFrom('a', ' ', '\n', '\t', '王', '😄', '*', '> ', '---\n', '. ', 'From x', '=', '\u00a0', '`'),
      {
        maxLength: 60,
      },
    );
    await fc.assert(
      fc.asyncProperty(texts, async (parts) => {
        const text = draft(parts.join(''));
        assert.equal(withRemote(text, read(await written(text))), text);
      }),
      seeded(15, 300),
    );
  });

  test('E15 what another client changed is taken, what it cannot know stays', async () => {
    const text = draft(
      'Hello\n',
      'to: bob@x.test # no\ncc: \nsubject: Hi\nformat: plain\nsend-at: tomorrow 9:00\nattach: a.pdf',
    );
    const bytes = (await written(text))
      .toString('latin1')
      .replace('Subject: Hi', 'Subject: Ho')
      .replace('Hello', 'Hello there');
    const changed = withRemote(text, read(Buffer.from(bytes, 'latin1')));
    assert.equal(changed, text.replace('subject: Hi', 'subject: Ho').replace('Hello', 'Hello there'));
  });

  test('E15 recipients that another client added are written into the block', async () => {
    const text = draft('Hello\n', 'to: bob@x.test\nsubject: Hi');
    const bytes = (await written(text))
      .toString('latin1')
      .replace('Subject:', 'Cc: Li <li@x.test>\r\nBcc: cat@x.test\r\nSubject:');
    const changed = withRemote(text, read(Buffer.from(bytes, 'latin1')));
    assert.equal(changed, '---\nto: bob@x.test\nsubject: Hi\nbcc: cat@x.test\ncc: Li <li@x.test>\n---\n\nHello\n');
  });

  test('E15 the copy names its draft, and has the blind recipients', async () => {
    const bytes = await written(draft('x\n', 'to: bob@x.test\nbcc: cat@x.test\nsubject: Hi'));
    const message = read(bytes);
    assert.equal(keyOf(message), 'k1');
    assert.deepEqual(
      message.bcc.map(({ address }) => address),
      ['cat@x.test'],
    );
  });

  test('E15 an empty draft is worth no copy', () => {
    assert.equal(isWritten(draft('', 'to: \nsubject: ')), false);
    assert.equal(isWritten(draft('', 'to: \nsubject: Hi')), true);
    assert.equal(isWritten(draft('x', 'to: \nsubject: ')), true);
  });
});
