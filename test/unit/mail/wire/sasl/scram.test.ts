import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, test } from 'node:test';
import { checkClientFinal, readClientFirst, writeServerFirst } from '../../../../../src/mail/wire/sasl/scram.ts';

const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest();

/** RFC 7677 §3: the user `user`, the password `pencil`. */
const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
const salted = pbkdf2Sync('pencil', salt, 4_096, 32, 'sha256');
const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest();
const verifier = { iterations: 4_096, salt, storedKey, serverKey: hmac(salted, 'Server Key') };
const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
const said = `c=biws,r=${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`;

describe('SCRAM-SHA-256', () => {
  test('RFC 7677 §3: the example is proved, and proves the server', () => {
    const first = readClientFirst('n,,n=user,r=rOprNGfwEbeRWgbNEkqO');
    assert.ok(first);
    assert.deepEqual([first.user, first.nonce], ['user', 'rOprNGfwEbeRWgbNEkqO']);
    const serverFirst = writeServerFirst(verifier, nonce);
    assert.equal(serverFirst, `r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`);
    assert.deepEqual(checkClientFinal(said, { first, serverFirst, verifier }), {
      proved: true,
      final: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    });
    const other = said.replace('dHzb', 'dHzc');
    assert.equal(checkClientFinal(other, { first, serverFirst, verifier })?.proved, false);
  });

  test('another header, another nonce, a short proof or no message at all is refused', () => {
    const first = readClientFirst('n,,n=user,r=rOprNGfwEbeRWgbNEkqO');
    assert.ok(first);
    const serverFirst = writeServerFirst(verifier, nonce);
    const wrong = [
      said.replace('biws', 'eSws'),
      said.replace('r=rO', 'r=xO'),
      said.replace(/p=.*/, 'p=AAAA'),
      'c=',
      '',
    ];
    for (const text of wrong) assert.equal(checkClientFinal(text, { first, serverFirst, verifier }), null, text);
  });

  test('RFC 5802 §5.1: names with , and = as they are written; others’ names, channel binding and extensions are none', () => {
    assert.equal(readClientFirst('y,,n=a=2Cb=3Dc,r=x')?.user, 'a,b=c');
    assert.equal(readClientFirst('n,a=ann,n=ann,r=x')?.user, 'ann');
    for (const text of [
      'n,a=bob,n=ann,r=x',
      'p=tls-unique,,n=a,r=x',
      'n,,m=x,n=a,r=x',
      'n,,n=a=b,r=x',
      'n,,n=a',
      'n,,r=x',
      '',
    ])
      assert.equal(readClientFirst(text), null, text);
  });
});
