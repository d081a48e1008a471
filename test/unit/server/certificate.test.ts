import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import { seededRandom } from '../../../src/base/random.ts';
import { certificates } from '../../../src/server/certificate.ts';

const random = seededRandom(5280);
const now = Date.UTC(2026, 0, 2);
const dayMs = 86_400_000;

describe('the server’s own certificates', () => {
  test('the leaf is signed by the authority and names every way to reach this machine', () => {
    const set = certificates({}, { now, random, hosts: ['mail.example', '10.0.0.7'] });
    const ca = new X509Certificate(set.ca);
    const leaf = new X509Certificate(set.certificate);
    assert.equal(ca.ca, true);
    assert.equal(leaf.ca, false);
    assert.equal(leaf.verify(ca.publicKey), true);
    assert.equal(leaf.checkIssued(ca), true);
    for (const host of ['localhost', 'mail.example']) assert.equal(leaf.checkHost(host), host);
    for (const ip of ['127.0.0.1', '::1', '10.0.0.7']) assert.equal(leaf.checkIP(ip), ip);
    assert.equal(leaf.checkHost('elsewhere.example'), undefined);
  });

  test('a sound set is kept; the leaf is renewed under the same authority a month before it ends, or for a new host', () => {
    const set = certificates({}, { now, random, hosts: [] });
    assert.deepEqual(certificates(set, { now: now + 300 * dayMs, random, hosts: [] }), set);
    const renewed = certificates(set, { now: now + 380 * dayMs, random, hosts: [] });
    assert.equal(renewed.ca, set.ca);
    assert.notEqual(renewed.certificate, set.certificate);
    assert.equal(new X509Certificate(renewed.certificate).verify(new X509Certificate(set.ca).publicKey), true);
    assert.notEqual(certificates(set, { now, random, hosts: ['new.example'] }).certificate, set.certificate);
    assert.notEqual(certificates(set, { now: now + 3_640 * dayMs, random, hosts: [] }).ca, set.ca);
  });
});
