import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { disposable } from '../../../src/base/dispose.ts';
import { randomInteger, seededRandom } from '../../../src/base/random.ts';
import { HeldBytes } from '../../../src/server/smtp/content.ts';
import { testNow } from '../../support/memoryImap.ts';
import { type SmtpClient, smtpWorld } from '../../support/memorySmtp.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

async function beforeData(client: SmtpClient): Promise<void> {
  await client.say('MAIL FROM:<ann@test>');
  await client.say('RCPT TO:<bob@test>');
}

async function inData(client: SmtpClient): Promise<void> {
  await beforeData(client);
  assert.match(await client.say('DATA'), /^354/);
}

describe('bad input of SMTP', () => {
  // Each is read by some server somewhere as the end of a message, so that what follows is a second one.
  const smuggled = 'MAIL FROM:<admin@test>\r\nRCPT TO:<bob@test>\r\nDATA\r\nsecond\r\n.\r\n';
  const ends = [
    '\n.\n',
    '\n.\r\n',
    '\r\n.\n',
    '\r.\r',
    '\r.\r\n',
    '\r\n.\r',
    '\n.\r',
    '\r.\n',
    '\r\n\0.\r\n',
    '\n\n.\r\n',
    '\r\n.\r\r\n',
  ];
  for (const end of ends) {
    test(`SMTP smuggling by ${JSON.stringify(end)} ends no message, and the whole is refused`, async () => {
      for (const size of [100_000, 1]) {
        const world = await smtpWorld();
        const client = world.connect();
        await client.signIn();
        await inData(client);
        const bytes = latin1(`first${end}${smuggled}`);
        for (let at = 0; at < bytes.length; at += size) client.send(bytes.subarray(at, at + size));
        assert.match(await client.reply(), /^550 5\.(5\.2|6\.0) /);
        assert.match(await client.say('NOOP'), /^250/);
        assert.equal(client.unread, '');
        assert.deepEqual(world.inbox('bob@test'), []);
      }
    });
  }

  test('a chunk of BDAT is looked through the same way, a CR LF between two chunks is one', async () => {
    const world = await smtpWorld();
    const client = world.connect();
    await client.signIn();
    for (const [first, last, expected] of [
      ['a\r', '\nb\r\n', '250'],
      ['a\r', 'b\r\n', '550'],
      ['a\n', 'b\r\n', '550'],
      ['a\r\n', 'b\r', '550'],
    ] as const) {
      await beforeData(client);
      client.send(`BDAT ${first.length}\r\n${first}BDAT ${last.length} LAST\r\n${last}RSET\r\n`);
      const answers = [await client.reply(), await client.reply(), await client.reply()].map((text) =>
        text.slice(0, 3),
      );
      assert.ok(answers.slice(0, 2).includes(expected), `${JSON.stringify([first, last])} ${answers}`);
      if (expected === '550') assert.notEqual(answers[1], '250');
    }
    assert.equal(world.inbox('bob@test').length, 1);
  });

  test('in commands a bare LF, a bare CR, NUL and other controls are refused, and the session goes on', async () => {
    const world = await smtpWorld();
    const client = world.connect();
    await client.signIn();
    for (const line of ['NOOP\nRSET\r\n', 'NOOP\rRSET\r\n', 'NO\0OP\r\n', 'NOOP \x07\r\n', '\n']) {
      client.send(latin1(line));
      assert.match(await client.reply(), /^500 5\.5\.2/, JSON.stringify(line));
      if (line.includes('\nR')) assert.match(await client.reply(), /^250/);
    }
    assert.match(await client.say('NOOP'), /^250/);
    assert.equal(client.unread, '');
  });

  test('a line of 12,288 octets is read, one more is refused, and one without end closes the connection', async () => {
    const world = await smtpWorld();
    const client = world.connect();
    await client.signIn();
    assert.match(await client.say(`NOOP ${'x'.repeat(12_288 - 7)}`), /^250/);
    assert.match(await client.say(`NOOP ${'x'.repeat(12_288 - 6)}`), /^500 5\.5\.6/);
    for (let index = 0; index < 10; index++) client.send('x'.repeat(10_000));
    assert.match(await client.say('x'), /^500 5\.5\.6/);
    for (let index = 0; index < 110; index++) client.send('x'.repeat(10_000));
    assert.match(await client.reply(), /^421/);
    assert.equal(client.closed, true);
  });

  test('a message that comes before it was asked for is not read as one, nor as commands', async () => {
    const world = await smtpWorld();
    const client = world.connect();
    await client.signIn();
    await beforeData(client);
    client.send('DATA\r\nSubject: x\r\n\r\nRCPT TO:<ann@test>\r\n.\r\n');
    assert.match(await client.reply(), /^554 5\.5\.0/);
    assert.equal(client.closed, true);
    assert.deepEqual(world.inbox('bob@test'), []);
  });

  test('a client that vanishes in DATA, in BDAT, in AUTH or while its mail is stored leaves nothing but that mail', async () => {
    const world = await smtpWorld();
    const held = new HeldBytes();
    for (const last of [
      'DATA\r\nhalf a mail\r\n.\r',
      'BDAT 100\r\nhalf',
      'RSET\r\nEHLO x\r\nQUIT\r\n',
      'RSET\r\nAUTH PLAIN\r\n',
    ]) {
      const client = world.connect({ held });
      await client.signIn();
      await beforeData(client);
      const [command = '', ...rest] = last.split(/(?<=\r\n)/);
      client.send(command);
      if (command.startsWith('DATA')) await client.reply();
      client.send(rest.join(''));
      client.vanish();
    }
    assert.deepEqual(world.inbox('bob@test'), []);
    const client = world.connect({ held });
    await client.signIn();
    await inData(client);
    client.send('whole\r\n.\r\n');
    client.vanish();
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    assert.equal(world.inbox('bob@test').length, 1);
    assert.deepEqual(world.sessions.all(), []);
    assert.equal(held.take(256 * 1024 * 1024), true, 'bytes are still held for clients that are gone');
  });

  test('messages on their way in are bounded together: the one too many is asked to come later', async () => {
    const world = await smtpWorld();
    const held = new HeldBytes();
    held.take(256 * 1024 * 1024 - 100);
    const client = world.connect({ held });
    await client.signIn();
    await inData(client);
    assert.match(await client.say(`${'x'.repeat(101)}\r\n.`), /^452 4\.3\.1/);
    await inData(client);
    assert.match(await client.say(`${'x'.repeat(50)}\r\n.`), /^250/);
  });

  test('a hundred recipients that nobody has end the connection', async () => {
    const world = await smtpWorld();
    const client = world.connect();
    await client.signIn();
    await client.say('MAIL FROM:<ann@test>');
    for (let index = 0; index < 100; index++) assert.match(await client.say(`RCPT TO:<u${index}@test>`), /^550/);
    assert.match(await client.say('RCPT TO:<bob@test>'), /^250/);
    assert.match(await client.say('RCPT TO:<u@test>'), /^421/);
    assert.equal(client.closed, true);
  });

  test('silence has its end: the deadline moves with each command, and in a message with its bytes', async () => {
    let now = testNow;
    const clock = {
      now: () => now,
      after: (_ms: number, task: () => void) => {
        const handle = setImmediate(task);
        return disposable(() => clearImmediate(handle));
      },
    };
    const world = await smtpWorld({ clock });
    const client = world.connect();
    await client.signIn();
    const left = () => client.session.deadline - now;
    assert.equal(left(), 300_000);
    now += 200_000;
    client.send('NO'); // Half a command is none.
    assert.equal(left(), 100_000);
    await client.say('OP');
    assert.equal(left(), 300_000);
    await inData(client);
    now += 200_000;
    client.send('x'.repeat(65_000));
    assert.equal(left(), 100_000);
    client.send('x'.repeat(1_000));
    assert.equal(left(), 300_000);
  });

  test('10,000 random lines crash nothing, and no mail comes of them', async () => {
    const random = seededRandom(5321);
    const verbs = 'EHLO,HELO,AUTH,MAIL,RCPT,DATA,BDAT,RSET,VRFY,NOOP,HELP,STARTTLS,EXPN'.split(',');
    const words = [
      'FROM:',
      'TO:',
      '<',
      '>',
      'ann@test',
      '@',
      '.',
      ' ',
      'SIZE=',
      'BODY=8BITMIME',
      'LOGIN',
      '=',
      '7',
      'LAST',
      '\r',
      '\n',
      '\0',
      '\xff',
    ];
    const pick = (list: readonly string[]) => list[randomInteger(random, 0, list.length - 1)] ?? '';
    const world = await smtpWorld();
    let client = world.connect();
    for (let index = 0; index < 10_000; index++) {
      if (client.closed || index % 500 === 0) client = world.connect();
      const noise = Array.from({ length: randomInteger(random, 0, 6) }, () => pick(words)).join('');
      const bytes =
        index % 7 === 0 ? Buffer.from(random.bytes(randomInteger(random, 1, 60))) : latin1(`${pick(verbs)} ${noise}`);
      client.send(Buffer.concat([bytes, latin1('\r\n')]));
      if (index % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(world.inbox('ann@test'), []);
    const sound = world.connect();
    await sound.signIn();
    await inData(sound);
    assert.match(await sound.say('still here\r\n.'), /^250/);
    assert.equal(world.inbox('bob@test').length, 1);
  });
});
