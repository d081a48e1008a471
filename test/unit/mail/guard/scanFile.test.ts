import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { overlapChars, pieceMaxChars, secretsPerFileMax } from '../../../../src/mail/guard/limits.ts';
import { scanFile } from '../../../../src/mail/guard/scanFile.ts';
import { bytesSource } from '../../../../src/mail/mime/byteSource.ts';
import { writeZip } from '../../../../src/mail/zip/writeZip.ts';
import { cleanFiles } from './cleanFiles.ts';
import { plantedSecrets } from './planted.ts';

const scan = (name: string, text: string | Uint8Array) =>
  scanFile(name, bytesSource(typeof text === 'string' ? Buffer.from(text) : text));
const zipOf = async (...files: readonly (readonly [name: string, bytes: Uint8Array])[]) => {
  const chunks: Uint8Array[] = [];
  const entries = files.map(([name, bytes]) => ({ name, modifiedAt: 0, open: () => [bytes] }));
  for await (const chunk of writeZip(entries)) chunks.push(chunk);
  return Buffer.concat(chunks);
};
const places = ({ secrets }: Awaited<ReturnType<typeof scan>>) =>
  secrets.map(({ kind, file, line }) => `${kind} ${file}:${line}`);

describe('the secret guard', () => {
  for (const [index, { kind, text, line }] of plantedSecrets().entries()) {
    test(`H05 secret ${index + 1} (${kind}) is found in a file and in an archive, with its place`, async () => {
      assert.deepEqual(places(await scan('notes.txt', text)), [`${kind} notes.txt:${line}`]);
      const zip = await zipOf(['readme.md', Buffer.from('# Nothing\n')], ['deep/notes.txt', Buffer.from(text)]);
      assert.deepEqual(places(await scan('all.zip', zip)), [`${kind} all.zip/deep/notes.txt:${line}`]);
    });
  }

  test('H05 at most one of 500 clean files raises an alarm', async () => {
    const files = await cleanFiles();
    assert.equal(files.length, 500);
    const alarms: string[] = [];
    for (const { name, bytes } of files) alarms.push(...places(await scan(name, bytes)));
    assert.ok(new Set(alarms.map((alarm) => alarm.split(' ')[1])).size <= 1, alarms.join('\n'));
  });

  test('H05 a filled .env file is stopped, its example is not', async () => {
    const env = 'PORT=8080\nSESSION_SECRET=abcd-efgh\n';
    assert.deepEqual(places(await scan('config/.env', env)), ['envFile config/.env:2']);
    assert.deepEqual(places(await scan('.env.production', env)), ['envFile .env.production:2']);
    assert.deepEqual(places(await scan('.env.example', env)), []);
    assert.deepEqual(places(await scan('.env', 'PORT=8080\nSESSION_SECRET=\nAPI_KEY=<yours>\n')), []);
  });

  test('H05 an archive in an archive and a gzip file are opened', async () => {
    const github = plantedSecrets()[4];
    assert.ok(github);
    const inner = await zipOf(['a.txt', Buffer.from(github.text)]);
    assert.deepEqual(places(await scan('b.zip', await zipOf(['inner.jar', inner]))), [
      'github b.zip/inner.jar/a.txt:2',
    ]);
    assert.deepEqual(places(await scan('a.txt.gz', gzipSync(github.text))), ['github a.txt.gz:2']);
  });

  test('H05 a secret on the border of two pieces is found once, with its line', async () => {
    const github = plantedSecrets()[4];
    assert.ok(github);
    const token = github.text.split('key: ')[1] ?? github.text;
    for (const shift of [-60, -20, 0, overlapChars - 20]) {
      const filler = 'words and more words of a long letter\n'.repeat(
        Math.floor((pieceMaxChars - overlapChars + shift) / 38),
      );
      const found = await scan('long.txt', `${filler}${token}\nend\n`);
      assert.equal(found.secrets.length, 1, `${shift}`);
      assert.equal(found.secrets[0]?.line, filler.split('\n').length + (github.text.startsWith(token) ? 1 : 0));
    }
  });

  test('H05 Windows text in UTF-16 is read', async () => {
    const found = await scan('a.txt', Buffer.from('\ufeffa\r\npassword: Tr0ub4dor&3x\r\n', 'utf16le'));
    assert.deepEqual(places(found), ['password a.txt:2']);
  });

  test('H05 secrets of one file end at the limit', async () => {
    const lines = Array.from({ length: secretsPerFileMax + 1 }, (_, n) => `password: Tr0ub4dor&${n}x\n`).join('');
    assert.equal((await scan('a.txt', lines)).secrets.length, secretsPerFileMax);
  });

  test('H05 what is sealed or damaged inside an archive is told as not looked at', async () => {
    const zip = await zipOf(['a.txt', Buffer.from('nothing here\n'.repeat(500))]);
    const sealed = Buffer.from(zip);
    sealed.writeUInt16LE(0x0809, sealed.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 8);
    assert.deepEqual((await scan('a.zip', sealed)).unseen, ['a.zip/a.txt']);
    const damaged = Buffer.from(zip);
    damaged.fill(0xff, 40, 60);
    assert.deepEqual((await scan('a.zip', damaged)).unseen, ['a.zip/a.txt']);
  });

  test('H05 stand-ins and what documentation shows are no secrets', async () => {
    const lines = [
      'password: ********',
      'password: changeme',
      "password: 'your-password-1'",
      'token = $'.concat('{TOKEN}'),
      'secret: [redacted]',
      'API_KEY=xxxxxxxxxxxxxxxx1',
      'https://user:password@example.test/',
      'AKIAIOSFODNN7EXAMPLE',
      '-----BEGIN PRIVATE KEY-----\nMIIEv...\n-----END PRIVATE KEY-----',
      'The password is required.',
      '密码是必填项',
      'readonly token: Uint8Array;',
      'password = this.form.password1',
      'type Token = XOAuth2Token',
      'token: 123e4567-e89b-12d3-a456-426614174000',
    ];
    for (const line of lines) assert.deepEqual(places(await scan('a.txt', `${line}\n`)), [], line);
  });
});
