import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeZip } from '../../../../src/mail/zip/writeZip.ts';
import { projectRoot } from '../../../support/projectRoot.ts';

export interface CleanFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Where files of the kinds that people attach lie on any machine that has this project: sources, minified scripts, types, prose. */
const folders = [
  'node_modules/playwright-core/lib',
  'node_modules/nodemailer',
  'node_modules/imapflow',
  'node_modules/markdown-it',
  'node_modules/postcss/lib',
  'node_modules/zod/v4',
  'node_modules/undici-types',
  'node_modules/jszip',
  'node_modules/iconv-lite',
  'node_modules/prosemirror-view',
  'node_modules/axe-core',
  'docs',
  'media',
  'src',
];
const perFolder = 40;
const largestBytes = 3_000_000;

/** 500 files without a secret, the same on each machine: found ones, then tables, pictures in base64, hashes and archives made of them. */
export async function cleanFiles(): Promise<readonly CleanFile[]> {
  const found = folders.flatMap((folder) => walk(folder).slice(0, perFolder).map(read));
  const made = [...tables(), ...pictures(found), ...hashes(), ...(await archives(found))];
  return [...made, read('package-lock.json'), read('README.md'), ...found].slice(0, 500);
}

function read(name: string): CleanFile {
  return { name, bytes: readFileSync(join(projectRoot, name)) };
}

function walk(folder: string): readonly string[] {
  return readdirSync(join(projectRoot, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(projectRoot.length + 1))
    .filter((path) => statSync(join(projectRoot, path)).size < largestBytes)
    .toSorted();
}

function text(name: string, lines: readonly string[]): CleanFile {
  return { name, bytes: Buffer.from(lines.join('\n')) };
}

function tables(): readonly CleanFile[] {
  return Array.from({ length: 20 }, (_, file) =>
    text(`people-${file}.csv`, [
      'id,name,mail,password set,token count,since',
      ...Array.from({ length: 200 }, (_, row) => {
        const id = (row * 7_919 + file * 104_729).toString(16).padStart(8, '0');
        return `${id}-4f1c-${row},张伟 ${row},p${row}@example.test,yes,${row * 3},2025-0${(row % 9) + 1}-11`;
      }),
    ]),
  );
}

function pictures(files: readonly CleanFile[]): readonly CleanFile[] {
  return files
    .slice(0, 20)
    .map(({ bytes }, index) =>
      text(`page-${index}.html`, [
        '<p>密码请向管理员索取。</p>',
        `<img src="data:image/png;base64,${Buffer.from(gzipSync(bytes)).toString('base64')}">`,
        '<input type="password" name="password" value="" token="" placeholder="Password">',
      ]),
    );
}

function hashes(): readonly CleanFile[] {
  return Array.from({ length: 20 }, (_, file) =>
    text(`go-${file}.sum`, [
      ...Array.from({ length: 50 }, (_, row) => {
        const digest = Buffer.from(`${file}.${row}.${'d'.repeat(40)}`)
          .toString('base64')
          .slice(0, 43);
        return `example.test/token/v${row} v1.${row}.0 h1:${digest}=`;
      }),
      `commit ${'0123456789abcdef'.repeat(3).slice(0, 40)}`,
      'api_key: $'.concat('{API_KEY}'),
      'password: <your password>',
      'API_TOKEN=your-token-here-1234',
      'const token = await getToken({ secret: process.env.SECRET });',
      'Passwords are kept as scrypt hashes; the token is refreshed after 3600 s.',
    ]),
  );
}

async function archives(files: readonly CleanFile[]): Promise<readonly CleanFile[]> {
  const made: CleanFile[] = [];
  for (let index = 0; index < 20; index++) {
    const inside = files.slice(index * 3, index * 3 + 3);
    const chunks: Uint8Array[] = [];
    const entries = inside.map(({ name, bytes }) => ({ name, modifiedAt: 0, open: () => [bytes] }));
    for await (const chunk of writeZip(entries)) chunks.push(chunk);
    made.push({ name: `files-${index}.zip`, bytes: Buffer.concat(chunks) });
  }
  return made;
}
