import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seededRandom } from '../../../../src/base/random.ts';
import { People } from '../../../../src/server/people/people.ts';
import { HeldBytes } from '../../../../src/server/smtp/content.ts';
import { Delivery } from '../../../../src/server/smtp/delivery.ts';
import { quickClock } from '../../../support/memoryImap.ts';
import { SmtpClient, smtpWorld } from '../../../support/memorySmtp.ts';

const root = { name: 'root@test', remoteAddress: '' };

/** Ann, Bob and 用户 at `test`, which is a domain of ours. */
async function world() {
  const { store, sessions, settings, inbox } = await smtpWorld();
  const people = new People({ store, sessions, clock: quickClock(), random: seededRandom(1), sandbox: false });
  people.addresses.addDomain(root, 'test');
  const { gate, guard, directory } = people;
  const own = { ...settings, gate, guard, delivery: new Delivery({ store, directory }) };
  const connect = () => new SmtpClient(own, false, new HeldBytes());
  /** A mail of so many bytes from Ann; gives the answers to RCPT and to the dot. */
  const send = async (recipients: readonly string[], { bytes = 10, size = '', from = 'ann@test' } = {}) => {
    const client = connect();
    await client.signIn();
    const begun = await client.say(`MAIL FROM:<${from}>${size}`);
    if (!begun.startsWith('250')) return begun;
    for (const to of recipients) {
      const answer = await client.say(`RCPT TO:<${to}>`);
      if (!answer.startsWith('250')) return answer;
    }
    const go = await client.say('DATA');
    return go.startsWith('354') ? client.say(`${'x'.repeat(bytes - 2)}\r\n.`) : go;
  };
  return { store, people, sessions, connect, send, inbox };
}

describe('people as SMTP meets them', () => {
  test('K03 a denied network is told with 554 at the greeting, and its open connections end', async () => {
    const { people, connect } = await world();
    const open = connect();
    assert.match(await open.reply(), /^220 /);
    people.access.setIpFilter(root, { network: '127.0.0.0/8', protocol: 'smtp', action: 'deny' });
    assert.match(await open.reply(), /^421 /);
    assert.equal(open.closed, true);
    const client = connect();
    assert.match(await client.reply(), /^554 5\.7\.1 your address may not connect here/);
    assert.equal(client.closed, true);
  });

  test('K03 a denied account is refused with 550, as sender and as recipient', async () => {
    const { people, send } = await world();
    people.access.setAccountFilter(root, { pattern: 'bob@test', direction: 'recipient', action: 'deny' });
    assert.match(await send(['bob@test']), /^550 5\.7\.1 /);
    people.access.setAccountFilter(root, { pattern: '@spam.test', direction: 'sender', action: 'deny' });
    assert.match(await send(['用户@test'], { from: 'x@spam.test' }), /^550 5\.7\.1 /);
  });

  test('K03 over quota: 552 for what never fits, 452 for what does not fit now, announced or not', async () => {
    const { people, send, inbox } = await world();
    people.users.change(root, 'bob@test', { quotaBytes: 2_000 });
    assert.match(await send(['bob@test'], { bytes: 2_001, size: ' SIZE=2001' }), /^552 5\.2\.2 /);
    assert.match(await send(['bob@test'], { bytes: 2_001 }), /^552 5\.2\.2 /);
    assert.match(await send(['bob@test'], { bytes: 1_000 }), /^250 /);
    assert.match(await send(['bob@test'], { bytes: 1_500, size: ' SIZE=1500' }), /^452 4\.2\.2 /);
    assert.match(await send(['bob@test'], { bytes: 1_500 }), /^452 4\.2\.2 /);
    assert.equal(inbox('bob@test').length, 1);
    assert.match(await send(['bob@test', 'ann@test'], { bytes: 1_500 }), /^250 /, 'taken for all while one has room');
    assert.deepEqual([inbox('bob@test').length, inbox('ann@test').length], [2, 1]);
  });

  test('K02 with SMTP off for one user AUTH is refused with the reason', async () => {
    const { people, connect } = await world();
    people.users.change(root, 'ann@test', { smtp: false });
    const client = connect();
    await client.reply();
    await client.say('EHLO c');
    const plain = (password: string) => Buffer.from(`\0ann@test\0${password}`).toString('base64');
    assert.match(await client.say(`AUTH PLAIN ${plain('no')}`), /^535 5\.7\.8 /);
    assert.match(await client.say(`AUTH PLAIN ${plain('pw')}`), /^535 .*SMTP is switched off for this account/);
  });

  test('J09 who is in two lists and named besides has one copy', async () => {
    const { people, send, inbox } = await world();
    people.addresses.setAlias(root, 'one@test', ['bob@test', 'ann@test']);
    people.addresses.setAlias(root, 'two@test', ['one@test', 'bob@test']);
    assert.match(await send(['two@test', 'one@test', 'bob@test', 'bob+x@test']), /^250 /);
    assert.deepEqual([inbox('bob@test').length, inbox('ann@test').length], [1, 1]);
  });
});
