import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileProblems } from '../../../src/drafts/fileProblems.ts';

const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 1 };
const sizes: { readonly [uri: string]: number } = {
  'file:///w/a.pdf': 3_000_000,
  'file:///w/b.pdf': 5_000_000,
  'file:///w/empty.txt': 0,
  'file:///w/photo.JPG': 8_000_000,
  'file:///w/icon.png': 900_000,
};

async function found(references: readonly string[], maxBytes = 0) {
  const problems = await fileProblems(
    references.map((reference) => ({ reference, range })),
    {
      files: {
        async stat(uri) {
          if (uri === 'file:///w/docs') return { isFolder: true, size: 0, modifiedAt: 0 };
          if (uri === 'file:///w/offline.txt') throw new Error('offline');
          const size = sizes[uri];
          return size === undefined ? undefined : { isFolder: false, size, modifiedAt: 0 };
        },
        glob: async (_folder, pattern) => (pattern === '*.pdf' ? ['file:///w/a.pdf'] : []),
      },
      folder: 'file:///w',
      maxBytes,
      formatSize: (bytes) => `${Math.round(bytes / 1_000_000)} MB`,
    },
  );
  return problems.map(({ code, severity, data }) => `${severity} ${code} ${Object.values(data).join(' ')}`);
}

describe('files that a draft names', () => {
  test('E05 a photograph as a camera makes it is pointed out, with a mend; a small picture and a large file are not', async () => {
    assert.deepEqual(await found(['photo.JPG', 'icon.png', 'b.pdf']), ['info draft.largePicture photo.JPG 8 MB']);
  });

  test('E12 a missing, an empty file, a folder and a pattern without files are pointed out', async () => {
    assert.deepEqual(
      await found(['a.pdf', 'gone.pdf', 'empty.txt', 'docs', '*.pdf', '*.zip', 'message:x#1', 'offline.txt']),
      [
        'error draft.attachmentMissing gone.pdf',
        'warning draft.attachmentEmpty empty.txt',
        'info draft.attachmentFolder docs',
        'error draft.attachmentNoMatch *.zip',
      ],
    );
  });

  test('E12 files that are too much for the server are told with both sizes, at the largest', async () => {
    assert.deepEqual(await found(['a.pdf', 'b.pdf'], 10_000_000), [
      'warning draft.attachmentsTooLarge b.pdf 11 MB 10 MB',
    ]);
    assert.deepEqual(await found(['a.pdf', 'b.pdf'], 12_000_000), []);
    assert.deepEqual(await found(['a.pdf', 'b.pdf']), []);
  });
});
