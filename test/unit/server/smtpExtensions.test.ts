import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, test } from 'node:test';
import { HeldBytes } from '../../../src/server/smtp/content.ts';
import { SmtpClient, type SmtpWorldOptions, smtpWorld } from '../../support/memorySmtp.ts';

async function signedIn(options?: SmtpWorldOptions) {
  const world = await smtpWorld(options);
  const client = world.connect();
  await client.signIn();
  return { world, client };
}

async function inTurn(client: SmtpClient, steps: readonly (readonly [string, string])[]): Promise<void> {
  for (const [said, expected] of steps) {
    const answer = await client.say(said);
    assert.ok(answer.startsWith(expected), `${said} → ${answer}, not ${expected}`);
  }
}

/** Replies to what was sent in one piece, their codes. */
async function codes(client: SmtpClient, count: number): Promise<string> {
  const found: string[] = [];
  for (let index = 0; index < count; index++) found.push((await client.reply()).slice(0, 3));
  return found.join(' ');
}

/** Below the lines that delivery puts on top. */
const body = (mail: string | undefined) => mail?.slice(mail.indexOf('\r\n', mail.indexOf('\tfor <')) + 2);

describe('J07 SMTP extensions: what EHLO offers is done', () => {
  test('J07 EHLO names these, each with a script of its own below; TLS and sign-in as they are possible', async () => {
    const world = await smtpWorld({ plaintextLogin: false });
    const offered = async (secure: boolean) => {
      const client = world.connect({ secure });
      await client.reply();
      return (await client.say('EHLO c'))
        .split('\n')
        .slice(1)
        .map((line) => line.slice(4).split(' ')[0]);
    };
    const always = [
      'PIPELINING',
      'SIZE',
      '8BITMIME',
      'SMTPUTF8',
      'CHUNKING',
      'DSN',
      'ENHANCEDSTATUSCODES',
      'LIMITS',
      'VRFY',
      'HELP',
    ];
    assert.deepEqual(await offered(false), [...always, 'STARTTLS']);
    assert.deepEqual(await offered(true), [...always, 'AUTH']);
  });

  test('J07 SIZE (RFC 1870): refused at MAIL when announced, behind the dot when it comes; the next mail is taken', async () => {
    const { world, client } = await signedIn();
    const limit = Number(/SIZE (\d+)/.exec(await client.say('EHLO c'))?.[1]);
    await inTurn(client, [
      [`MAIL FROM:<ann@test> SIZE=${limit + 1}`, '552 5.3.4'],
      ['MAIL FROM:<ann@test>', '250'],
      ['RCPT TO:<bob@test>', '250'],
      ['DATA', '354'],
    ]);
    const piece = Buffer.from(`${'x'.repeat(1_048_574)}\r\n`);
    for (let sent = 0; sent <= limit; sent += piece.length) client.send(piece);
    client.send('.\r\n');
    assert.match(await client.reply(), /^552 5\.3\.4/);
    await inTurn(client, [
      ['MAIL FROM:<ann@test>', '250'],
      ['RCPT TO:<bob@test>', '250'],
      ['DATA', '354'],
      ['small\r\n.', '250'],
    ]);
    assert.equal(world.inbox('bob@test').length, 1);
  });

  test('J07 PIPELINING (RFC 2920): a group in one piece, and in pieces of one byte, is answered in order', async () => {
    const { world, client } = await signedIn();
    const group = 'MAIL FROM:<ann@test>\r\nRCPT TO:<bob@test>\r\nRCPT TO:<eve@test>\r\nRCPT TO:<ann@test>\r\nDATA\r\n';
    client.send(group);
    assert.equal(await codes(client, 5), '250 250 550 250 354');
    client.send('one\r\n.\r\nMAIL FROM:<ann@test>\r\nRCPT TO:<bob@test>\r\nDATA\r\n');
    assert.equal(await codes(client, 4), '250 250 250 354');
    client.send('two\r\n.\r\nNOOP\r\nQUIT\r\n');
    assert.equal(await codes(client, 3), '250 250 221');
    const other = world.connect();
    await other.signIn();
    for (const byte of Buffer.from(group)) other.send(Uint8Array.of(byte));
    assert.equal(await codes(other, 5), '250 250 550 250 354');
    for (const byte of Buffer.from('..three\r\n.\r\nQUIT\r\n')) other.send(Uint8Array.of(byte));
    assert.equal(await codes(other, 2), '250 221');
    assert.deepEqual(world.inbox('bob@test').map(body), ['one\r\n', 'two\r\n', '.three\r\n']);
  });

  test('J07 8BITMIME (RFC 6152) and SMTPUTF8 (RFC 6531): octets above 127 arrive as they left; addresses in any script', async () => {
    const { world, client } = await signedIn();
    await inTurn(client, [
      ['MAIL FROM:<ann@test> BODY=9BIT', '501 5.5.4'],
      ['MAIL FROM:<用户@test>', '553 5.6.7'],
      ['MAIL FROM:<ann@test> BODY=8bitmime', '250'],
      ['RCPT TO:<用户@test>', '553 5.6.7'],
      ['RCPT TO:<bob@test>', '250'],
      ['DATA', '354'],
      ['Grüße 你好\r\n.', '250'],
      ['MAIL FROM:<用户@test> BODY=8BITMIME SMTPUTF8', '250'],
      ['RCPT TO:<用户@test>', '250'],
      ['DATA', '354'],
      ['Subject: 你好\r\n\r\n好\r\n.', '250'],
    ]);
    assert.equal(Buffer.from(body(world.inbox('bob@test')[0]) ?? '', 'latin1').toString(), 'Grüße 你好\r\n');
    const mail = Buffer.from(world.inbox('用户@test')[0] ?? '', 'latin1').toString();
    assert.match(mail, /^Return-Path: <用户@test>\r\nDelivered-To: 用户@test\r\n/);
    assert.match(mail, /with UTF8SMTPA id/);
    client.send(Buffer.from('MAIL FROM:<\xff@test> SMTPUTF8\r\n', 'latin1'));
    assert.match(await client.reply(), /^500 5\.5\.2/);
  });

  test('J07 CHUNKING (RFC 3030): chunks join, dots stay, a refused chunk is read all the same, DATA and BDAT do not mix', async () => {
    const { world, client } = await signedIn();
    client.send(
      'MAIL FROM:<ann@test>\r\nRCPT TO:<bob@test>\r\nBDAT 6\r\n.a\r\n.\rBDAT 4 LAST\r\n\n..bMAIL FROM:<>\r\n',
    );
    assert.equal(await codes(client, 5), '250 250 250 250 250');
    assert.equal(body(world.inbox('bob@test')[0]), '.a\r\n.\r\n..b');
    client.send('BDAT 5\r\nQUIT\nRSET\r\nBDAT 4 LAST\r\nNOOPNOOP\r\n');
    assert.equal(await codes(client, 4), '503 250 503 250');
    client.send('MAIL FROM:<ann@test>\r\nRCPT TO:<bob@test>\r\nBDAT 2\r\na\nBDAT 2 LAST\r\nxxDATA\r\n');
    assert.equal(await codes(client, 5), '250 250 550 503 503');
    client.send(
      'RSET\r\nMAIL FROM:<ann@test>\r\nRCPT TO:<bob@test>\r\nBDAT 3\r\nabcDATA\r\nRCPT TO:<ann@test>\r\nBDAT 0 LAST\r\n',
    );
    assert.equal(await codes(client, 7), '250 250 250 250 503 503 250');
    client.send('MAIL FROM:<ann@test>\r\nRCPT TO:<eve@test>\r\nBDAT 4\r\nQUITBDAT x\r\n');
    assert.equal(await codes(client, 5), '250 550 554 501 ');
    assert.deepEqual(world.inbox('bob@test').map(body), ['.a\r\n.\r\n..b', 'abc']);
    assert.equal(client.closed, true);
  });

  test('J07 DSN (RFC 3461): parameters are read, decoded and kept with the mail; what is wrong in them is refused', async () => {
    const { client } = await signedIn();
    await inTurn(client, [
      ['MAIL FROM:<ann@test> RET=SOME', '501'],
      ['MAIL FROM:<ann@test> ENVID=a+b', '501'],
      [`MAIL FROM:<ann@test> ENVID=${'x'.repeat(101)}`, '501'],
      ['MAIL FROM:<ann@test> RET=hdrs ENVID=QQ+2B1', '250'],
      ['RCPT TO:<bob@test> NOTIFY=NEVER,SUCCESS', '501'],
      ['RCPT TO:<bob@test> NOTIFY=SOMETIMES', '501'],
      ['RCPT TO:<bob@test> ORCPT=nonsense', '501'],
      ['RCPT TO:<bob@test> NOTIFY=delay,SUCCESS ORCPT=RFC822;Bob+2Bx@test', '250'],
      ['RCPT TO:<ann@test> NOTIFY=NEVER', '250'],
    ]);
    const { transaction } = client.session;
    assert.deepEqual([transaction?.mail.returns, transaction?.mail.envelopeId], ['HDRS', 'QQ+1']);
    assert.deepEqual(
      transaction?.recipients.map(({ notify, originalRecipient }) => [notify, originalRecipient]),
      [
        [['SUCCESS', 'DELAY'], 'rfc822;Bob+x@test'],
        [['NEVER'], ''],
      ],
    );
  });

  test('J07 ENHANCEDSTATUSCODES (RFC 2034): every reply but greeting, EHLO, HELO, 334 and 354 has one of its class', async () => {
    const { client } = await signedIn();
    const said = ['NOOP', 'RSET', 'FOO', 'RCPT TO:<x@y>', 'MAIL FROM:<', 'MAIL FROM:<ann@test>', 'RCPT TO:<no@test>'];
    for (const line of [
      ...said,
      'RCPT TO:<bob@test>',
      'VRFY x',
      'EXPN x',
      'AUTH PLAIN',
      'STARTTLS x',
      'HELP',
      'QUIT',
    ]) {
      const answer = await client.say(line);
      for (const one of answer.split('\n')) assert.match(one, /^([245])\d\d[ -]\1\.\d{1,3}\.\d{1,3} \S/, line);
    }
  });

  test('J07 LIMITS (RFC 9422): as many recipients as offered, and 452 for the next, while those before get the mail', async () => {
    const { world, client } = await signedIn();
    const limit = Number(/RCPTMAX=(\d+)/.exec(await client.say('EHLO c'))?.[1]);
    await client.say('MAIL FROM:<ann@test>');
    for (let index = 0; index < limit; index++) await inTurn(client, [['RCPT TO:<bob@test>', '250']]);
    await inTurn(client, [
      ['RCPT TO:<ann@test>', '452 4.5.3'],
      ['DATA', '354'],
      ['x\r\n.', '250'],
    ]);
    assert.deepEqual([world.inbox('bob@test').length, world.inbox('ann@test').length], [1, 0]);
  });

  test('J06 STARTTLS (RFC 3207): nothing said before it carries over, nor what came behind it in the clear', async () => {
    const world = await smtpWorld({ plaintextLogin: false });
    const client = world.connect();
    await client.reply();
    await inTurn(client, [
      ['EHLO c', '250-'],
      [`AUTH PLAIN ${Buffer.from('\0ann@test\0pw').toString('base64')}`, '538 5.7.11'],
      ['STARTTLS now', '501'],
    ]);
    client.send('STARTTLS\r\nEHLO injected\r\nNOOP\r\n');
    assert.match(await client.reply(), /^220 /);
    assert.deepEqual([client.secure, client.session.greeting, client.unread], [true, undefined, '']);
    await inTurn(client, [
      ['MAIL FROM:<ann@test>', '503 5.5.1'],
      ['EHLO c', '250-'],
      ['STARTTLS', '503 5.5.1'],
      [`AUTH PLAIN ${Buffer.from('\0ann@test\0pw').toString('base64')}`, '235'],
      ['MAIL FROM:<ann@test>', '250'],
      ['RCPT TO:<bob@test>', '250'],
      ['DATA', '354'],
      ['x\r\n.', '250'],
    ]);
    assert.match(world.inbox('bob@test')[0] ?? '', /with ESMTPSA id/);
  });
});

describe('J01 who may send', () => {
  test('J01 AUTH SCRAM-SHA-256 (RFC 5802): the right password proves both, a wrong one and a stranger’s nothing', async () => {
    const world = await smtpWorld();
    for (const [name, password, expected] of [
      ['ann@test', 'pw', '235 2.7.0'],
      ['ann@test', 'no', '535 5.7.8'],
      ['eve@test', 'pw', '535 5.7.8'],
    ] as const) {
      const client = world.connect();
      await client.reply();
      assert.match(await client.say('EHLO c'), /AUTH SCRAM-SHA-256 PLAIN LOGIN$/);
      const bare = `n=${name},r=abc`;
      const encode = (text: string) => Buffer.from(text).toString('base64');
      const challenge = await client.say(`AUTH SCRAM-SHA-256 ${encode(`n,,${bare}`)}`);
      const serverFirst = Buffer.from(challenge.slice(4), 'base64').toString();
      const [, nonce = '', salt = '', count] = /^r=(abc[^,]+),s=([^,]+),i=(\d+)$/.exec(serverFirst) ?? [];
      const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest();
      const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(count), 32, 'sha256');
      const key = hmac(salted, 'Client Key');
      const all = `${bare},${serverFirst},c=biws,r=${nonce}`;
      const signature = hmac(createHash('sha256').update(key).digest(), all);
      const proof = Buffer.from(key.map((byte, index) => byte ^ (signature[index] ?? 0))).toString('base64');
      let answer = await client.say(encode(`c=biws,r=${nonce},p=${proof}`));
      if (answer.startsWith('334')) {
        const server = hmac(hmac(salted, 'Server Key'), all).toString('base64');
        assert.equal(Buffer.from(answer.slice(4), 'base64').toString(), `v=${server}`);
        answer = await client.say('');
      }
      assert.ok(answer.startsWith(expected), `${name} ${password}: ${answer}`);
    }
    const client = world.connect();
    await client.reply();
    await inTurn(client, [
      ['EHLO c', '250-'],
      ['AUTH SCRAM-SHA-256 bm9uc2Vuc2U=', '501 5.5.2'],
      ['AUTH SCRAM-SHA-256', '334'],
      ['*', '501 5.7.0'],
      ['MAIL FROM:<ann@test>', '530'],
    ]);
  });

  test('J01 a user whose SMTP is off hears 535 5.7.1 with the reason, and only after the right password', async () => {
    const world = await smtpWorld();
    world.store.write([], () => world.store.users.change('ann@test', { smtp: false }));
    const client = world.connect();
    await client.reply();
    await client.say('EHLO c');
    const auth = (password: string) =>
      client.say(`AUTH PLAIN ${Buffer.from(`\0ann@test\0${password}`).toString('base64')}`);
    assert.match(await auth('no'), /^535 5\.7\.8/);
    assert.match(await auth('pw'), /^535 5\.7\.1 SMTP is switched off/);
    assert.match(await client.say('MAIL FROM:<ann@test>'), /^530/);
  });

  test('J01 never an open relay: not for strangers, not for who signed in, in no form of an address', async () => {
    const { world, client } = await signedIn();
    world.store.write([], () => world.store.domains.add('test'));
    await client.say('MAIL FROM:<ann@test>');
    const forms = [
      'x@gmail.example',
      '"x@gmail.example"@test',
      'x%gmail.example@test',
      '@test:x@gmail.example',
      'gmail.example!x@test',
    ];
    for (const form of [...forms, '"x"@gmail.example', 'bob@test@gmail.example'])
      assert.match(await client.say(`RCPT TO:<${form}>`), /^(550|501) 5\./, form);
    assert.match(await client.say('RCPT TO:<x@gmail.example>'), /^550 5\.7\.1/);
    assert.match(await client.say('DATA'), /^554/);
  });

  test('J05 strangers bring mail for who lives here without a sign-in, and nothing for anybody else', async () => {
    const world = await smtpWorld({ settings: { strangers: true } });
    world.store.write([], () => world.store.domains.add('test'));
    const client = world.connect();
    await client.reply();
    await inTurn(client, [
      ['HELO mail.elsewhere.test', '250'],
      ['MAIL FROM:<x@elsewhere.test>', '250'],
      ['RCPT TO:<y@elsewhere.test>', '550 5.7.1'],
      ['RCPT TO:<ann@test>', '250'],
      ['RCPT TO:<nobody@test>', '550 5.1.1'],
      ['DATA', '354'],
      ['x\r\n.', '250'],
    ]);
    assert.match(world.inbox('ann@test')[0] ?? '', /^Return-Path: <x@elsewhere\.test>/);
  });

  test('J01 in the sandbox whatever name signs in, but a real one wants its password', async () => {
    const world = await smtpWorld({ sandbox: true });
    const client = world.connect();
    await client.reply();
    await client.say('EHLO c');
    assert.match(await client.say(`AUTH PLAIN ${Buffer.from('\0ann@test\0x').toString('base64')}`), /^535/);
    assert.match(await client.say(`AUTH PLAIN ${Buffer.from('\0app\0x').toString('base64')}`), /^235/);
    await client.say('RSET');
    for (const line of ['MAIL FROM:<app@shop.test>', 'RCPT TO:<x@gmail.example>'])
      assert.match(await client.say(line), /^250/);
    await client.say('DATA');
    assert.match(await client.say('x\r\n.'), /^250/);
    assert.match(world.inbox('sandbox@localhost')[0] ?? '', /X-Original-To: x@gmail\.example/);
  });

  test('J01 a mail that cannot be stored is answered 451 and is nobody’s; the next one goes', async () => {
    const world = await smtpWorld();
    const { delivery } = world.settings;
    let fails = true;
    const failing: typeof delivery = {
      route: (address) => delivery.route(address),
      announce() {},
      hasUser: (address) => delivery.hasUser(address),
      deliver: (message) => (fails ? Promise.reject(new Error('disk full')) : delivery.deliver(message)),
    };
    const client = new SmtpClient({ ...world.settings, delivery: failing }, false, new HeldBytes());
    await client.signIn();
    for (const expected of ['451 4.3.0', '250 2.0.0']) {
      await inTurn(client, [
        ['MAIL FROM:<ann@test>', '250'],
        ['RCPT TO:<bob@test>', '250'],
        ['DATA', '354'],
        ['x\r\n.', expected],
      ]);
      fails = false;
    }
    assert.equal(world.inbox('bob@test').length, 1);
  });

  test('J01 who watches the session sees each line and no secret', async () => {
    const { world, client } = await signedIn();
    await client.say('QUIT');
    const other = world.connect();
    await other.reply();
    await other.say('EHLO c');
    await other.say('AUTH LOGIN');
    await other.say(Buffer.from('ann@test').toString('base64'));
    await other.say(Buffer.from('pw').toString('base64'));
    const lines = world.said.map(({ by, text }) => `${by} ${text}`);
    for (const line of [
      'client EHLO client.test',
      'client AUTH PLAIN ***',
      'client AUTH LOGIN',
      'client ***',
      'server 235 2.7.0 welcome',
    ])
      assert.ok(lines.includes(line), line);
    const secrets = ['\0ann@test\0pw', 'pw', 'ann@test'].map((text) => Buffer.from(text).toString('base64'));
    assert.deepEqual(
      lines.filter((line) => secrets.some((secret) => line.includes(secret))),
      [],
    );
    assert.equal(world.sessions.all()[0]?.user, 'ann@test');
    assert.equal(
      world.sessions.cut(() => true),
      1,
    );
    assert.equal(other.closed, true);
  });
});
