import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seededRandom } from '../../../../src/base/random.ts';
import type { Peer } from '../../../../src/server/listen.ts';
import { parseFaultRules } from '../../../../src/server/sandbox/faultRules.ts';
import { Faults } from '../../../../src/server/sandbox/faults.ts';
import { WeakPeer } from '../../../../src/server/sandbox/weakPeer.ts';
import { quickClock } from '../../../support/memoryImap.ts';
import { waitFor } from '../../../support/waitFor.ts';

/** A weak connection: what the client heard, what the session heard, how it ended. */
function world(protocol: 'imap' | 'pop3', rules: readonly unknown[]) {
  const seen = { client: '', session: '', ended: '', races: 0 };
  const peer: Peer = {
    remoteAddress: '127.0.0.1',
    secure: false,
    write(data) {
      seen.client += typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
    },
    drained: async () => {},
    startTls() {},
    startCompression() {},
    pause() {},
    resume() {},
    end() {
      seen.ended = 'end';
    },
    destroy() {
      seen.ended = 'destroy';
    },
  };
  const faults = new Faults(seededRandom);
  faults.set(parseFaultRules(rules), 1);
  const race = () => {
    seen.races++;
  };
  const weak = new WeakPeer(peer, { protocol, faults, clock: quickClock(), race });
  const handlers = weak.around({
    onData(chunk) {
      seen.session += Buffer.from(chunk).toString('latin1');
    },
    onClose() {},
  });
  return { seen, weak, says: (text: string) => handlers.onData(Buffer.from(text, 'latin1')) };
}

const weakness = (stage: string, name: string) => ({ stage, action: { kind: 'weakness', name } });

describe('faults of the reading side', () => {
  test('L06 without a rule for its protocol every byte goes through, in both directions', () => {
    const { seen, weak, says } = world('imap', [weakness('pop3.retr', 'halfLiteral')]);
    says('a1 LOG');
    says('IN x y\r\na2 SELECT INBOX\r\n');
    weak.write('* OK [UIDVALIDITY 7] valid\r\n');
    assert.deepEqual(
      [seen.session, seen.client],
      ['a1 LOGIN x y\r\na2 SELECT INBOX\r\n', '* OK [UIDVALIDITY 7] valid\r\n'],
    );
  });

  test('L06 another UIDVALIDITY is told at SELECT, once', () => {
    const { seen, weak, says } = world('imap', [weakness('imap.select', 'uidValidity')]);
    says('a1 SELECT INBOX\r\n');
    weak.write('* 3 EXISTS\r\n');
    weak.write('* OK [UIDVALIDITY 7] valid\r\n');
    weak.write('* OK [UIDVALIDITY 7] valid\r\n');
    assert.match(seen.client, /UIDVALIDITY 8\].*\r\n.*UIDVALIDITY 7\]/);
    assert.equal(seen.session, 'a1 SELECT INBOX\r\n');
  });

  test('L06 a literal ends in its middle, and so does a message over POP3', () => {
    const imap = world('imap', [weakness('imap.fetch', 'halfLiteral')]);
    imap.says('a1 UID FETCH 1 BODY[]\r\n');
    imap.weak.write('* 1 FETCH (BODY[] {10}\r\n');
    imap.weak.write('0123456789)\r\na1 OK\r\n');
    assert.equal(imap.seen.client, '* 1 FETCH (BODY[] {10}\r\n01234');
    assert.equal(imap.seen.ended, 'end');
    const pop3 = world('pop3', [weakness('pop3.retr', 'halfLiteral')]);
    pop3.says('RETR 1\r\n');
    pop3.weak.write('+OK 10 octets\r\nline one\r\nline two\r\n.\r\n');
    assert.equal(pop3.seen.client, '+OK 10 octets\r\nline one\r\nl');
    assert.equal(pop3.seen.ended, 'end');
  });

  test('L06 a sign-in that was right is refused as expired, and the session never hears of it', () => {
    const imap = world('imap', [weakness('imap.login', 'tokenExpired')]);
    imap.says('a1 AUTHENTICATE XOAUTH2 abc\r\n');
    assert.match(imap.seen.client, /^a1 NO \[AUTHENTICATIONFAILED\]/);
    const pop3 = world('pop3', [weakness('pop3.login', 'tokenExpired')]);
    pop3.says('USER x\r\nPASS y\r\n');
    assert.match(pop3.seen.client, /^-ERR \[AUTH\]/);
    assert.deepEqual([imap.seen.session, pop3.seen.session], ['', 'USER x\r\n']);
  });

  test('L06 a message goes while it is fetched; a refusal, a cut and a delay are made of any command', async () => {
    const race = world('imap', [weakness('imap.fetch', 'expungeRace')]);
    race.says('a1 FETCH 1 FLAGS\r\n');
    assert.deepEqual([race.seen.races, race.seen.session], [1, 'a1 FETCH 1 FLAGS\r\n']);
    const refused = world('pop3', [
      { stage: 'pop3.list', action: { kind: 'code', code: 500, words: '[SYS/TEMP] later' } },
    ]);
    refused.says('LIST\r\nNOOP\r\n');
    assert.deepEqual([refused.seen.client, refused.seen.session], ['-ERR [SYS/TEMP] later\r\n', 'NOOP\r\n']);
    const cut = world('imap', [{ stage: 'imap.idle', action: { kind: 'cut' } }]);
    cut.says('a1 IDLE\r\n');
    assert.deepEqual([cut.seen.ended, cut.seen.session], ['destroy', '']);
    const late = world('imap', [{ stage: 'imap.select', action: { kind: 'delay', ms: 5 } }]);
    late.says('a1 SELECT x\r\na2 NOOP\r\n');
    assert.equal(late.seen.session, '');
    await waitFor(() => late.seen.session === 'a1 SELECT x\r\na2 NOOP\r\n');
  });
});
