import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { connect } from 'node:tls';
import { systemRandom } from '../../../src/base/random.ts';
import { certificates } from '../../../src/server/certificate.ts';
import { adminWorld } from '../../support/adminWorld.ts';
import { tempFolder } from '../../support/tempFolder.ts';

/** A certificate of one's own as two files. */
function writeOwn(folder: string) {
  const set = certificates({}, { now: Date.now(), random: systemRandom, hosts: [] });
  const files = { certificate: join(folder, 'own.pem'), key: join(folder, 'own-key.pem') };
  writeFileSync(files.certificate, set.certificate);
  writeFileSync(files.key, set.key);
  return { ...set, files };
}

/** The fingerprint of what a service shows, and the connection that stays open. */
const hello = (port: number) =>
  new Promise<{ fingerprint: string; ask(line: string): Promise<string>; end(): void }>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    socket.once('error', reject);
    socket.once('data', () =>
      resolve({
        fingerprint: socket.getPeerCertificate().fingerprint256,
        ask: (line) =>
          new Promise((said) => {
            socket.once('data', (chunk) => said(chunk.toString('latin1')));
            socket.write(line);
          }),
        end: () => socket.destroy(),
      }),
    );
  });

const fingerprintOf = (pem: string) => new X509Certificate(pem).fingerprint256;

describe('the certificate of the server', () => {
  test('K01 another one is used from the next hello on, and open connections go on', async () => {
    await using folder = await tempFolder();
    const first = writeOwn(folder.path);
    await using world = await adminWorld({ ports: { pop3s: 0, imaps: 0 }, certificate: first.files });
    const { pop3s = 0, imaps = 0 } = world.server.ports;
    const before = await hello(pop3s);
    assert.equal(before.fingerprint, fingerprintOf(first.certificate));
    const second = writeOwn(folder.path);
    world.server.reload();
    for (const port of [pop3s, imaps]) {
      const now = await hello(port);
      assert.equal(now.fingerprint, fingerprintOf(second.certificate));
      now.end();
    }
    assert.match(await before.ask('CAPA\r\n'), /^\+OK/);
    before.end();
  });

  test('K01 a key that belongs to another certificate is refused, and the one of before goes on', async () => {
    await using folder = await tempFolder();
    const first = writeOwn(folder.path);
    await using world = await adminWorld({ ports: { pop3s: 0 }, certificate: first.files });
    const key = readFileSync(first.files.key);
    writeOwn(folder.path);
    writeFileSync(first.files.key, key);
    assert.throws(() => world.server.reload(), { code: 'server.badCertificate' });
    const now = await hello(world.server.ports.pop3s ?? 0);
    assert.equal(now.fingerprint, fingerprintOf(first.certificate));
    now.end();
  });

  test('K01 without one of one’s own there is an authority, and the API hands it out to trust', async () => {
    await using world = await adminWorld({ ports: {} });
    const { status, text } = await world.raw('GET', '/api/certificate/ca.pem');
    assert.equal(status, 200);
    assert.equal(text, readFileSync(join(world.data, 'ca.pem'), 'utf8'));
    assert.doesNotMatch(text, /PRIVATE/);
  });
});
