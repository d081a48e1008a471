import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { freeName, ownFilesFolder } from '../../../src/drafts/draftOwnFiles.ts';
import { placeDropped } from '../../../src/drafts/dropped.ts';

const draft = ['---', 'to: a@x.test', '---', '', 'Hello', ''];
const file = (reference: string) => ({ reference, name: reference.split('/').at(-1) ?? '' });
const drop = (line: number, ...references: readonly string[]) =>
  placeDropped(draft, line, references.map(file), 'picture');

describe('files dropped or pasted into a draft', () => {
  test('E05 a picture that lands in the text is shown there, a file is attached', () => {
    assert.deepEqual(drop(4, 'build/red-bars.png', 'docs/report.pdf'), {
      text: '![red bars](build/red-bars.png)',
      attach: ['docs/report.pdf'],
    });
  });

  test('E05 what lands in the header block is attached, pictures too', () => {
    assert.deepEqual(drop(1, 'build/red.png', 'a.pdf'), { text: '', attach: ['build/red.png', 'a.pdf'] });
  });

  test('E05 a path with blanks or parentheses is written as Markdown reads it; a name made by a program says nothing', () => {
    assert.equal(drop(4, 'my shots/image (2).png').text, '![image (2)](<my shots/image (2).png>)');
    assert.equal(drop(4, 'image.png').text, '![picture](image.png)');
    assert.equal(drop(4, 'Screenshot 2026-11-21 10.30.png').text, '![picture](<Screenshot 2026-11-21 10.30.png>)');
  });

  test('E05 pasted bytes lie beside the draft under a name that is free', async () => {
    const folder = ownFilesFolder('file:///home/ann/drafts/hi.mail.md');
    assert.equal(folder, 'file:///home/ann/drafts/hi.files');
    const taken = [`${folder}/image.png`, `${folder}/image-2.png`];
    assert.equal(await freeName(folder, 'image.png', async (uri) => taken.includes(uri)), `${folder}/image-3.png`);
    assert.equal(await freeName(folder, '../../.evil:name', async () => false), `${folder}/_.._.evil_name`);
  });
});
