import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Pop3Client, pop3World } from '../../../support/memoryPop3.ts';
import { virtualClock } from '../../../support/virtualClock.ts';

const one = 'Subject: one\r\n\r\nfirst\r\n';
const two = 'Subject: two\r\n\r\n.dot\r\nsecond\r\nthird\r\n';

function plain(user: string, password: string): string {
  return Buffer.from(`\0${user}\0${password}`).toString('base64');
}

async function each(client: Pop3Client, ...commands: string[]): Promise<string[]> {
  const heard: string[] = [];
  for (const command of commands) heard.push(await client.run(command));
  return heard;
}

describe('J02 RFC 1939 POP3', () => {
  test('§5 STAT, LIST, UIDL and RETR tell what is there, dots stuffed', async () => {
    const world = await pop3World();
    await world.deliver(one, two);
    const client = await world.connect();
    assert.equal(await client.run('STAT'), `+OK 2 ${one.length + two.length}`);
    assert.deepEqual((await client.runMany('LIST')).slice(1), [`1 ${one.length}`, `2 ${two.length}`]);
    assert.equal(await client.run('LIST 2'), `+OK 2 ${two.length}`);
    const ids = (await client.runMany('UIDL')).slice(1);
    assert.match(ids.join(','), /^1 \d+\.1,2 \d+\.2$/);
    assert.equal(await client.run('UIDL 2'), `+OK ${ids[1]}`);
    assert.deepEqual(await client.runMany('RETR 2'), [
      `+OK ${two.length} octets`,
      'Subject: two',
      '',
      '..dot',
      'second',
      'third',
    ]);
  });

  test('§7 TOP gives the header and so many lines', async () => {
    const world = await pop3World();
    await world.deliver(two, 'Subject: only a header\r\n');
    const client = await world.connect();
    const top = async (command: string) => (await client.runMany(command)).slice(1).join('|');
    assert.equal(await top('TOP 1 0'), 'Subject: two|');
    assert.equal(await top('TOP 1 2'), 'Subject: two||..dot|second');
    assert.equal(await top('TOP 1 99'), 'Subject: two||..dot|second|third');
    assert.equal(await top('TOP 2 3'), 'Subject: only a header');
  });

  test('§6 what DELE marked goes at QUIT; until then it is only not shown', async () => {
    const world = await pop3World();
    await world.deliver(one, two);
    const client = await world.connect();
    assert.equal(await client.run('DELE 1'), '+OK message 1 goes at QUIT');
    assert.deepEqual(await each(client, 'RETR 1', 'DELE 1', 'LIST 1', 'UIDL 1'), Array(4).fill('-ERR no such message'));
    assert.deepEqual((await client.runMany('LIST')).slice(1), [`2 ${two.length}`]);
    assert.equal(await client.run('STAT'), `+OK 1 ${two.length}`);
    assert.deepEqual(world.inbox(), [one, two]);
    assert.equal(await client.run('QUIT'), '+OK bye');
    await client.ended();
    assert.deepEqual(world.inbox(), [two]);
  });

  test('§5 RSET takes every mark back', async () => {
    const world = await pop3World();
    await world.deliver(one, two);
    const client = await world.connect();
    await each(client, 'DELE 1', 'DELE 2', 'RSET', 'QUIT');
    assert.deepEqual(world.inbox(), [one, two]);
  });

  test('§6 a link that is lost before QUIT deletes nothing, and the maildrop is free again', async () => {
    const world = await pop3World();
    await world.deliver(one, two);
    const client = await world.connect();
    await each(client, 'DELE 1', 'DELE 2');
    client.cut();
    assert.deepEqual(world.inbox(), [one, two]);
    const next = await world.connect();
    assert.match(await next.run('STAT'), /^\+OK 2 /);
  });

  test('§3 a client that says nothing for ten minutes is let go, and what it marked stays', async () => {
    const clock = virtualClock();
    const world = await pop3World({ clock });
    await world.deliver(one);
    const client = await world.connect();
    await client.run('DELE 1');
    await clock.advance(10 * 60_000 - 1);
    assert.equal(client.closed, false);
    await clock.advance(1);
    assert.equal(client.closed, true);
    assert.deepEqual(world.inbox(), [one]);
    assert.deepEqual(world.sessions.all(), []);
  });

  test('§4 one session at a time: the second is told [IN-USE], and comes in after the first', async () => {
    const world = await pop3World();
    const first = await world.connect();
    const second = await world.connect({ signIn: false });
    await second.run('USER ann@test');
    assert.equal(await second.run('PASS pw'), '-ERR [IN-USE] another session has this maildrop');
    await first.run('QUIT');
    await second.run('USER ann@test');
    assert.equal(await second.run('PASS pw'), '+OK 0 messages');
  });

  test('§3 each command in its state only', async () => {
    const world = await pop3World();
    const client = await world.connect({ signIn: false });
    const early = ['STAT', 'LIST', 'UIDL', 'RETR 1', 'TOP 1 1', 'DELE 1', 'RSET', 'NOOP'];
    assert.deepEqual(await each(client, ...early), Array(8).fill('-ERR not in this state'));
    await each(client, 'USER ann@test', 'PASS pw');
    const late = ['USER ann@test', 'PASS pw', 'AUTH PLAIN', 'STLS'];
    assert.deepEqual(await each(client, ...late), Array(4).fill('-ERR not in this state'));
    assert.equal(await client.run('NOOP'), '+OK');
  });

  test('§7 PASS only right after USER', async () => {
    const world = await pop3World();
    const client = await world.connect({ signIn: false });
    assert.equal(await client.run('PASS pw'), '-ERR USER first');
    await each(client, 'USER ann@test', 'CAPA');
    while ((await client.line()) !== '.');
    assert.equal(await client.run('PASS pw'), '-ERR USER first');
  });

  test('§8 another program’s deliveries and removals change no number of a session', async () => {
    const world = await pop3World();
    await world.deliver(one, two);
    const client = await world.connect();
    const [user] = world.store.users.all();
    const inbox = world.store.mailboxes.get(user?.id ?? 0, 'INBOX').id;
    world.store.write([inbox], () => world.store.messages.expunge(inbox, [1]));
    await world.deliver('Subject: three\r\n\r\n');
    assert.equal((await client.runMany('LIST')).length, 3);
    assert.equal(await client.run('RETR 1'), '-ERR [SYS/TEMP] another program removed this message');
    assert.equal((await client.runMany('RETR 2'))[1], 'Subject: two');
    assert.deepEqual(await each(client, 'DELE 1', 'DELE 2', 'QUIT'), [
      '+OK message 1 goes at QUIT',
      '+OK message 2 goes at QUIT',
      '+OK bye',
    ]);
    assert.deepEqual(world.inbox(), ['Subject: three\r\n\r\n']);
  });

  test('§7 unique ids last, and are never given again', async () => {
    const world = await pop3World();
    await world.deliver(one);
    const first = await world.connect();
    const [, before] = await first.runMany('UIDL');
    await each(first, 'DELE 1', 'QUIT');
    await world.deliver(one);
    const [, after] = await (await world.connect()).runMany('UIDL');
    assert.notEqual(after, before);
  });
});

describe('J02 signing in to POP3', () => {
  test('RFC 3206 a wrong password is [AUTH], and five of them end the connection', async () => {
    const world = await pop3World();
    const client = await world.connect({ signIn: false });
    for (let attempt = 1; attempt <= 5; attempt++) {
      assert.equal(client.closed, false);
      await client.run('USER ann@test');
      assert.equal(await client.run('PASS wrong'), '-ERR [AUTH] wrong name or password');
    }
    await client.ended();
  });

  test('RFC 5034 AUTH PLAIN, with an initial response and without, and taken back', async () => {
    const world = await pop3World();
    const client = await world.connect({ signIn: false });
    assert.deepEqual(await client.runMany('AUTH'), ['+OK mechanisms', 'PLAIN']);
    assert.equal(await client.run('AUTH GSSAPI'), '-ERR mechanism not offered');
    assert.deepEqual(await each(client, 'AUTH PLAIN', '*'), ['+ ', '-ERR cancelled']);
    assert.deepEqual(await each(client, 'AUTH PLAIN', 'nonsense!'), ['+ ', '-ERR not a PLAIN message']);
    assert.deepEqual(await each(client, 'AUTH PLAIN', plain('ann@test', 'no')), [
      '+ ',
      '-ERR [AUTH] wrong name or password',
    ]);
    const long = plain('x'.repeat(600), 'pw');
    assert.deepEqual(await each(client, 'AUTH PLAIN', long), ['+ ', '-ERR [AUTH] wrong name or password']);
    assert.equal(await client.run(`AUTH PLAIN ${plain('ann@test', 'pw')}`), '+OK 0 messages');
  });

  test('where POP3 is off for a user the reason is told, and the maildrop stays shut', async () => {
    const world = await pop3World();
    world.store.write([], () => world.store.users.change('ann@test', { pop3: false }));
    const client = await world.connect({ signIn: false });
    await client.run('USER ann@test');
    assert.equal(await client.run('PASS pw'), '-ERR [SYS/PERM] POP3 is switched off for this account');
    assert.equal(await client.run('STAT'), '-ERR not in this state');
  });

  test('who goes while the password is checked leaves no lock behind', async () => {
    const world = await pop3World();
    const client = await world.connect({ signIn: false });
    client.say('USER ann@test\r\nPASS pw\r\n');
    client.cut();
    const next = await world.connect({ signIn: false });
    await next.run('USER ann@test');
    assert.equal(await next.run('PASS pw'), '+OK 0 messages');
  });

  test('RFC 2595 where passwords must not cross in the clear nothing is offered before STLS', async () => {
    const world = await pop3World();
    const client = await world.connect({ plaintextLogin: false, signIn: false });
    const before = await client.runMany('CAPA');
    assert.equal(before.includes('STLS'), true);
    assert.equal(
      before.some((line) => /^(USER|SASL)/.test(line)),
      false,
    );
    assert.deepEqual(await each(client, 'USER ann@test', 'AUTH PLAIN'), Array(2).fill('-ERR TLS first, by STLS'));
    client.say('STLS\r\nUSER mallory@test\r\nQUIT\r\n');
    assert.equal(await client.line(), '+OK begin TLS');
    await client.secured();
    const after = await client.runMany('CAPA');
    assert.deepEqual(
      after.filter((line) => /^(STLS|USER|SASL)/.test(line)),
      ['USER', 'SASL PLAIN'],
    );
    assert.equal(await client.run('PASS pw'), '-ERR USER first');
    assert.equal(await client.run('STLS'), '-ERR TLS is on');
  });
});

describe('J02 bad input to POP3', () => {
  test('RFC 2449 §5 the capabilities are those that work, and pipelined commands are answered in order', async () => {
    const world = await pop3World();
    await world.deliver(one);
    const client = await world.connect();
    const capabilities = (await client.runMany('CAPA')).slice(1);
    assert.deepEqual(capabilities, [
      'TOP',
      'UIDL',
      'RESP-CODES',
      'AUTH-RESP-CODE',
      'PIPELINING',
      'EXPIRE NEVER',
      'USER',
      'SASL PLAIN',
      'IMPLEMENTATION Mailroom',
    ]);
    client.say('STAT\r\nDELE 1\r\nSTAT\r\nRSET\r\nSTAT\r\nNOOP\r\n');
    const heard: string[] = [];
    for (let i = 0; i < 6; i++) heard.push(await client.line());
    assert.deepEqual(heard, [
      `+OK 1 ${one.length}`,
      '+OK message 1 goes at QUIT',
      '+OK 0 0',
      '+OK nothing is marked',
      `+OK 1 ${one.length}`,
      '+OK',
    ]);
  });

  test('a line at 255 octets is read, a longer one and one with NUL are refused, and the session goes on', async () => {
    const world = await pop3World();
    const client = await world.connect({ signIn: false });
    assert.equal(await client.run(`USER ${'x'.repeat(255 - 7)}`), '+OK password, please');
    assert.equal(await client.run(`USER ${'x'.repeat(255 - 6)}`), '-ERR line too long');
    assert.equal(await client.run(`USER ${'x'.repeat(1_000_000)}`), '-ERR line too long');
    assert.equal(await client.run('USER a\0b'), '-ERR no NUL, please');
    assert.equal(await client.run('HELO there'), '-ERR unknown command');
    assert.equal(await client.run('USER ann@test'), '+OK password, please');
  });

  test('fifty lines of nonsense end the connection', async () => {
    const world = await pop3World();
    const client = await world.connect();
    for (let count = 0; count < 50; count++) {
      assert.equal(client.closed, false);
      await client.run('GET / HTTP/1.1');
    }
    await client.ended();
  });

  test('who pipelines without end is not read on until something was answered', async () => {
    const world = await pop3World();
    const client = await world.connect();
    client.say('NOOP\r\n'.repeat(40_000));
    assert.equal(client.paused, true);
    for (let count = 0; count < 40_000; count++) assert.equal(await client.line(), '+OK');
    assert.equal(client.paused, false);
  });
});

describe('J02 K06 POP3 sessions as administrators see them', () => {
  test('who is signed in, what was said without passwords, and a cut that deletes nothing', async () => {
    const world = await pop3World();
    await world.deliver(one);
    const said: string[] = [];
    world.sessions.onSaid(({ by, text }) => said.push(`${by}: ${text}`));
    const client = await world.connect({ signIn: false });
    await each(client, 'USER ann@test', 'PASS very secret', 'AUTH PLAIN', plain('ann@test', 'pw'), 'DELE 1');
    assert.deepEqual(
      world.sessions.all().map(({ protocol, user }) => [protocol, user]),
      [['pop3', 'ann@test']],
    );
    const from = said.indexOf('client: USER ann@test');
    assert.deepEqual(said.slice(from, from + 6), [
      'client: USER ann@test',
      'server: +OK password, please',
      'client: PASS ***',
      'server: -ERR [AUTH] wrong name or password',
      'client: AUTH PLAIN',
      'server: + ',
    ]);
    assert.doesNotMatch(said.join('\n'), new RegExp(`secret|${plain('ann@test', 'pw')}`));
    assert.equal(
      world.sessions.cut(({ protocol }) => protocol === 'pop3'),
      1,
    );
    assert.equal(client.closed, true);
    assert.deepEqual(world.inbox(), [one]);
    assert.deepEqual(world.sessions.all(), []);
  });
});
