/** A message without its files: which sections are asked for, and that it is read like the whole one. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromUtf8, utf8 } from '../../../../src/base/bytes.ts';
import { readBodyStructure } from '../../../../src/mail/imap/bodyStructure.ts';
import type { Tokens } from '../../../../src/mail/imap/connection.ts';
import { structureDepthMax, structurePartsMax } from '../../../../src/mail/imap/limits.ts';
import { assembleParts, planParts } from '../../../../src/mail/imap/withoutFiles.ts';
import { bytesSource } from '../../../../src/mail/mime/byteSource.ts';
import { readMessage } from '../../../../src/mail/mime/read.ts';

/** As imapflow reads a response. */
function tokens(value: unknown): Tokens {
  if (value === null) return null;
  return Array.isArray(value) ? value.map(tokens) : { value: String(value) };
}

function leaf(
  type: string,
  size: number,
  { id = null, disposition = null }: { id?: string | null; disposition?: string | null } = {},
) {
  const [main, sub] = type.split('/');
  const after = [null, disposition === null ? null : [disposition, null], null, null];
  return [main, sub, null, id, null, 'base64', size, ...(main === 'text' ? [1] : []), ...after];
}

function multipart(subtype: string, children: readonly unknown[], boundary: string | null = 'b') {
  return [...children, subtype, boundary === null ? null : ['boundary', boundary], null, null, null];
}

function planned(structure: unknown, limits = { textMaxBytes: 1_000, picturesMaxBytes: 500 }) {
  const root = readBodyStructure(tokens(structure));
  return root && planParts(root, limits);
}

const pdf = leaf('application/pdf', 7_800, { disposition: 'attachment' });

describe('A message without its files', () => {
  test('texts and the pictures in them are asked for, of files only their headers', () => {
    const related = multipart('related', [leaf('text/html', 900), leaf('image/png', 500, { id: '<p>' })], 'in');
    assert.deepEqual(planned(multipart('mixed', [related, pdf, leaf('text/csv', 10, { disposition: 'attachment' })])), {
      sections: ['HEADER', '1.MIME', '1.1.MIME', '1.1', '1.2.MIME', '1.2', '2.MIME', '3.MIME'],
      omitted: [
        { type: 'application/pdf', size: 5_700, picture: false },
        { type: 'text/csv', size: 7, picture: false },
      ],
    });
  });

  test('a message that is one file is its header', () => {
    assert.deepEqual(planned(leaf('application/pdf', 78))?.sections, ['HEADER']);
  });

  test('whole is better: no files, a text that is too long, TNEF, no boundary', () => {
    assert.equal(planned(leaf('text/plain', 10)), undefined);
    assert.equal(planned(multipart('mixed', [leaf('text/plain', 1_000), pdf]))?.sections.length, 4);
    assert.equal(planned(multipart('mixed', [leaf('text/plain', 1_001), pdf])), undefined);
    assert.equal(planned(multipart('mixed', [leaf('text/plain', 10), leaf('application/ms-tnef', 10)])), undefined);
    assert.equal(planned(multipart('mixed', [leaf('text/plain', 10), pdf], null)), undefined);
  });

  test('pictures beyond their limit stay where they are, and are known as pictures', () => {
    const related = (size: number) =>
      planned(multipart('related', [leaf('text/html', 9), leaf('image/png', size, { id: '<p>' }), pdf]));
    assert.deepEqual(
      related(500)?.omitted.map(({ picture }) => picture),
      [false],
    );
    assert.deepEqual(
      related(501)?.omitted.map(({ picture }) => picture),
      [true, false],
    );
  });

  test('structures at the limits are read, one past them are not; nonsense is no structure', () => {
    const nested = (depth: number): unknown =>
      depth === 0 ? leaf('text/plain', 1) : multipart('mixed', [nested(depth - 1)]);
    assert.ok(readBodyStructure(tokens(nested(structureDepthMax))));
    assert.equal(readBodyStructure(tokens(nested(structureDepthMax + 1))), undefined);
    const wide = (parts: number) =>
      multipart(
        'mixed',
        Array.from({ length: parts - 1 }, () => leaf('text/plain', 1)),
      );
    assert.ok(readBodyStructure(tokens(wide(structurePartsMax))));
    assert.equal(readBodyStructure(tokens(wide(structurePartsMax + 1))), undefined);
    for (const nonsense of [
      null,
      'NIL',
      [],
      [[]],
      [null, null],
      ['text'],
      ['text', 'plain', null, null, null, '7bit', 'many'],
    ])
      assert.equal(readBodyStructure(tokens(nonsense)), undefined, JSON.stringify(nonsense));
  });

  test('what is put together is read with the same texts and the same attachments; where a section is missing there is nothing', () => {
    const structure = multipart('mixed', [
      multipart('alternative', [leaf('text/plain', 4), leaf('text/html', 9)], 'in'),
      pdf,
    ]);
    const root = readBodyStructure(tokens(structure));
    const plan = root && planParts(root, { textMaxBytes: 1_000, picturesMaxBytes: 0 });
    assert.ok(root && plan);
    const fetched = new Map([
      ['HEADER', 'Subject: Whole\r\nContent-Type: multipart/mixed; boundary=b\r\n'], // Some leave out the empty line.
      ['1.MIME', 'Content-Type: multipart/alternative; boundary="in"\r\n\r\n'],
      ['1.1.MIME', '\r\n'],
      ['1.1', 'Text'],
      ['1.2.MIME', 'Content-Type: text/html\r\n\r\n'],
      ['1.2', '<p>HTML</p>'],
      ['2.MIME', 'Content-Type: application/pdf; name="x.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'],
    ]);
    const bytes = new Map([...fetched].map(([section, text]) => [section, utf8(text)]));
    const whole = assembleParts(root, plan, bytes);
    assert.ok(whole);
    const read = readMessage(bytesSource(whole));
    assert.equal(read.subject, 'Whole');
    assert.deepEqual(
      read.blocks.map(({ text, html }) => [text?.trim(), html?.trim()]),
      [['Text', '<p>HTML</p>']],
    );
    assert.deepEqual(
      read.attachments.map(({ name, contentType }) => [name, contentType]),
      [['x.pdf', 'application/pdf']],
    );
    assert.match(fromUtf8(whole), /--b--\r\n$/);
    bytes.delete('1.2');
    assert.equal(assembleParts(root, plan, bytes), undefined);
  });
});
