import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isMailError } from '../../src/base/errors.ts';
import { writeZip } from '../../src/mail/zip/writeZip.ts';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { draftAllowSecrets } from '../../src/protocol/methods/draftAllowSecrets.ts';
import { draftCheck } from '../../src/protocol/methods/draftCheck.ts';
import { draftSecrets } from '../../src/protocol/methods/draftSecrets.ts';
import { folderPack } from '../../src/protocol/methods/folderPack.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { type TempFolder, tempFolder } from '../support/tempFolder.ts';
import { plantedSecrets } from '../unit/mail/guard/planted.ts';

const draft = (body: string) => `---\nto: bob@example.test\nsubject: Keys\n---\n\n${body}\n`;

describe('secrets and the outbox', () => {
  let engine: TestEngine;
  let folder: TempFolder;
  before(async () => {
    folder = await tempFolder('guard');
    engine = await startEngine({ secrets: async () => 'x' });
    const smtp = { host: 'localhost', port: 9, security: 'starttls' as const };
    await engine.client.call(accountAdd, {
      config: { address: 'ann@example.test', name: 'Ann', auth: 'password', smtp },
    });
  });
  after(async () => {
    await engine[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  const enqueue = (text: string, files: readonly { path: string; name: string; reference: string }[] = [], more = {}) =>
    engine.client.call(outboxEnqueue, { draft: '', text, files, undoMs: 3_600_000, ...more });
  const queued = async () => (await engine.client.call(outboxList, {})).items.length;
  async function file(name: string, bytes: string | Uint8Array) {
    const path = join(folder.path, name);
    await writeFile(path, bytes);
    return { path, name, reference: name };
  }

  test('H05 thirty planted secrets in body, file and archive: all are stopped, with their place, and nothing is queued', async () => {
    for (const [index, { text, line, kind }] of plantedSecrets().entries()) {
      const inBody = draft(text);
      const place = { code: 'draft.secretFound', data: { kind, line: line + 5, count: 1 } };
      await assert.rejects(enqueue(inBody), place, `${index} in the body`);
      const plain = await file(`notes-${index}.txt`, text);
      const inFile = { code: 'draft.secretFound', data: { kind, file: plain.name, line, count: 1 } };
      await assert.rejects(enqueue(draft('see'), [plain]), inFile, `${index} in a file`);
      const chunks: Uint8Array[] = [];
      const entry = { name: 'deep/notes.txt', modifiedAt: 0, open: () => [Buffer.from(text)] };
      for await (const chunk of writeZip([entry])) chunks.push(chunk);
      const zip = await file(`all-${index}.zip`, Buffer.concat(chunks));
      const inZip = { code: 'draft.secretFound', data: { kind, file: `${zip.name} › deep/notes.txt`, line, count: 1 } };
      await assert.rejects(enqueue(draft('see'), [zip]), inZip, `${index} in an archive`);
    }
    assert.equal(await queued(), 0);
  });

  test('H05 let through once it leaves once, for good always from there; a folder is looked into as well', async () => {
    const token = plantedSecrets()[4]?.text ?? '';
    const attached = await file('ci.txt', token);
    const { secrets } = await engine.client.call(draftSecrets, { text: draft('see'), files: [attached] });
    assert.equal(secrets.length, 1);
    const fingerprints = secrets.map(({ fingerprint }) => fingerprint);
    await enqueue(draft('once'), [attached], { allowSecrets: fingerprints });
    await assert.rejects(enqueue(draft('twice'), [attached]), { code: 'draft.secretFound' });
    await engine.client.call(draftAllowSecrets, { fingerprints });
    await enqueue(draft('always'), [attached]);
    const copy = await file('elsewhere.txt', token);
    await assert.rejects(enqueue(draft('elsewhere'), [copy]), { code: 'draft.secretFound' });
    const { file: packed } = await engine.client.call(folderPack, { path: folder.path });
    const archive = { path: packed, name: 'all.zip', reference: 'all' };
    await assert.rejects(enqueue(draft('folder'), [archive]), { code: 'draft.secretFound' });
    await enqueue(draft('unguarded'), [copy], { unguarded: true });
  });

  test('H05 what is allowed in the text is no problem of the draft any more', async () => {
    const text = draft(plantedSecrets()[6]?.text ?? '');
    const codes = async () => (await engine.client.call(draftCheck, { text })).diagnostics.map(({ code }) => code);
    assert.ok((await codes()).includes('draft.secretFound'));
    const { secrets } = await engine.client.call(draftSecrets, { text, files: [] });
    await engine.client.call(draftAllowSecrets, { fingerprints: secrets.map(({ fingerprint }) => fingerprint) });
    assert.ok(!(await codes()).includes('draft.secretFound'));
  });

  test('H05 no secret that was found is in the engine’s log', async () => {
    const { secret, text } = plantedSecrets()[8] ?? { secret: '', text: '' };
    await enqueue(draft(text)).catch((error) => assert.ok(isMailError(error, 'draft.secretFound')));
    const logs = readdirSync(engine.profile, { recursive: true, encoding: 'utf8' })
      .map((name) => join(engine.profile, name))
      .filter((path) => /\.log$|user\.db/.test(path) && statSync(path).isFile());
    assert.ok(logs.length > 0);
    for (const path of logs) assert.ok(!readFileSync(path).includes(secret), path);
  });
});
