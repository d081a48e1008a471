import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openForReading } from '../../../src/engine/files.ts';
import { bytesSource, readWindowBytes } from '../../../src/mail/mime/byteSource.ts';
import { attachmentBytes, readMessage } from '../../../src/mail/mime/read.ts';
import { message } from '../../support/message.ts';
import { tempFolder } from '../../support/tempFolder.ts';

test('memory that was given back serves the next read, what was not is left alone', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'file');
  writeFileSync(path, 'abcdefgh');
  const file = openForReading(path);
  try {
    const [first, kept] = [file.read(0, 4), file.read(2, 6)];
    file.release(first);
    const next = file.read(4, 7);
    assert.equal(next.buffer, first.buffer);
    assert.equal(Buffer.from(next).toString(), 'efg');
    assert.notEqual(file.read(0, 4).buffer, next.buffer); // Given back once, used once.
    assert.equal(Buffer.from(kept).toString(), 'cdef');
    file.release(next);
    assert.equal(Buffer.from(file.read(0, 8)).toString(), 'abcdefgh'); // Too small to serve again.
    assert.equal(file.read(6, 20).length, 2);
    assert.equal(file.read(8, 9).length, 0);
  } finally {
    file.close();
  }
});

test('a message of many windows reads from a file as from memory, in few pieces of memory', async () => {
  await using folder = await tempFolder();
  const content = Buffer.alloc(4 * readWindowBytes);
  for (let at = 0; at < content.length; at++) content[at] = at * at + (at >> 9);
  const files = ['one.bin', 'two.bin'].map((filename, at) => ({ filename, content: content.subarray(at) }));
  const bytes = message({ subject: 'Large', text: 'The text.\n', attachments: files });
  const path = join(folder.path, 'mail.eml');
  writeFileSync(path, bytes);
  const file = openForReading(path);
  const buffers = new Set<ArrayBufferLike>();
  const counted = {
    ...file,
    read(start: number, end: number) {
      const window = file.read(start, end);
      buffers.add(window.buffer);
      return window;
    },
  };
  try {
    const read = readMessage(counted);
    const expected = readMessage(bytesSource(bytes));
    assert.deepEqual(read.blocks, expected.blocks);
    assert.equal(read.attachments.length, 2);
    for (const [at, attachment] of read.attachments.entries()) {
      const found = Buffer.concat([...attachmentBytes(read, attachment)]);
      assert.ok(found.equals(content.subarray(at)), attachment.name);
    }
    const windows = Math.ceil(bytes.length / readWindowBytes);
    assert.ok(buffers.size < windows, `${buffers.size} pieces of memory for ${windows} windows`);
  } finally {
    file.close();
  }
});
