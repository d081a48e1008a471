import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { silentLogger } from '../../../../src/base/log.ts';
import { readLogLine, writeLogLine } from '../../../../src/server/logs/logLine.ts';
import { logMinBytes } from '../../../../src/server/logs/logSettings.ts';
import { ProtocolLogs } from '../../../../src/server/logs/protocolLogs.ts';
import { Sessions } from '../../../../src/server/sessions/sessions.ts';
import { Store } from '../../../../src/server/store/store.ts';
import { tempFolder } from '../../../support/tempFolder.ts';
import { virtualClock } from '../../../support/virtualClock.ts';

async function world() {
  const folder = await tempFolder();
  const store = new Store({ path: ':memory:' });
  const clock = virtualClock();
  const sessions = new Sessions({ clock });
  const make = () => new ProtocolLogs({ store, sessions, folder: join(folder.path, 'logs'), clock, log: silentLogger });
  const logs = make();
  const open = (protocol: 'smtp' | 'imap' | 'pop3' = 'smtp') =>
    sessions.open({ protocol, remoteAddress: '192.0.2.7', cut: () => {} });
  const texts = (protocol: 'smtp' | 'imap' | 'pop3' = 'smtp') =>
    logs.search(protocol).map(({ by, text }) => `${by} ${text}`);
  return { folder, clock, logs, make, open, texts, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

describe('logs of the protocols', () => {
  test('K04 each protocol has a file of its own; a search finds by words and by session, newest first', async () => {
    await using w = await world();
    const [a, b, c] = [w.open(), w.open(), w.open('imap')];
    a.said('client', 'EHLO one');
    b.said('client', 'EHLO two');
    c.said('server', '* OK ready');
    a.signedIn('ann@here.test');
    assert.deepEqual(w.texts(), [
      'note signed in',
      'client EHLO two',
      'client EHLO one',
      'note connected',
      'note connected',
    ]);
    assert.deepEqual(w.texts('imap'), ['server * OK ready', 'note connected']);
    assert.deepEqual(
      w.logs.search('smtp', { contains: 'TWO' }).map(({ session }) => session),
      [b.id],
    );
    const [last] = w.logs.search('smtp', { session: a.id, limit: 1 });
    assert.equal(last?.user, 'ann@here.test');
    assert.equal(last.remoteAddress, '192.0.2.7');
    assert.deepEqual(readdirSync(join(w.folder.path, 'logs')), ['imap.log', 'smtp.log']);
    assert.equal(statSync(join(w.folder.path, 'logs/smtp.log')).mode & 0o777, 0o600);
  });

  test('K04 at its cap a file steps aside, the oldest goes, and none is larger than the cap', async () => {
    await using w = await world();
    w.logs.change({ maxBytes: logMinBytes, keepFiles: 2 });
    const session = w.open();
    const long = 'x'.repeat(500);
    for (let i = 0; i < 800; i++) session.said('client', `${i} ${long}`);
    const names = readdirSync(join(w.folder.path, 'logs')).sort();
    assert.deepEqual(names, ['smtp.1.log', 'smtp.2.log', 'smtp.log']);
    for (const name of names) assert.ok(statSync(join(w.folder.path, 'logs', name)).size <= logMinBytes, name);
    const [newest] = w.logs.search('smtp', { limit: 1 });
    assert.match(newest?.text ?? '', /^799 /);
    const found = w.logs.search('smtp', { limit: 10_000 });
    const numbers = found.map(({ text }) => Number.parseInt(text, 10));
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => 799 - index),
      'no line is lost between the files',
    );
    assert.ok(numbers.length < 800, 'the oldest went');
  });

  test('K04 clear empties, with the older files; a later line is there', async () => {
    await using w = await world();
    const session = w.open();
    session.said('client', 'NOOP');
    w.logs.clear('smtp');
    assert.deepEqual(w.texts(), []);
    assert.equal(w.logs.files().find(({ protocol }) => protocol === 'smtp')?.bytes, 0);
    session.said('client', 'RSET');
    assert.deepEqual(w.texts(), ['client RSET']);
  });

  test('K04 another folder is used at once, and after a restart', async () => {
    await using w = await world();
    const session = w.open();
    session.said('client', 'before');
    w.logs.change({ folder: join(w.folder.path, 'other') });
    session.said('client', 'behind');
    assert.deepEqual(w.texts(), ['client behind']);
    assert.match(readFileSync(join(w.folder.path, 'logs/smtp.log'), 'utf8'), /before/);
    w.logs.dispose();
    const again = w.make();
    assert.equal(again.settings.folder, join(w.folder.path, 'other'));
    assert.deepEqual(
      again.search('smtp').map(({ text }) => text),
      ['behind'],
    );
  });

  test('K04 a folder that can’t be is refused, and the one of before goes on', async () => {
    await using w = await world();
    writeFileSync(join(w.folder.path, 'file'), '');
    const session = w.open();
    for (const folder of ['relative/path', join(w.folder.path, 'file', 'below')])
      assert.throws(() => w.logs.change({ folder }), { code: 'server.badSetting' });
    session.said('client', 'NOOP');
    assert.deepEqual(w.texts(), ['client NOOP', 'note connected']);
  });

  test('K04 the level: all, who came and went, nothing', async () => {
    await using w = await world();
    w.logs.change({ levels: { smtp: 'notes', imap: 'off', pop3: 'dialogue' } });
    for (const protocol of ['smtp', 'imap', 'pop3'] as const) {
      const session = w.open(protocol);
      session.said('client', 'NOOP');
      session.dispose();
    }
    assert.deepEqual(w.texts('smtp'), ['note ended', 'note connected']);
    assert.deepEqual(w.texts('imap'), []);
    assert.deepEqual(w.texts('pop3'), ['note ended', 'client NOOP', 'note connected']);
  });

  test('K04 lines wait for each other, and are in the file a moment later and at the end', async () => {
    await using w = await world();
    const path = join(w.folder.path, 'logs/smtp.log');
    const session = w.open();
    await w.clock.advance(1_000);
    assert.match(readFileSync(path, 'utf8'), /connected\n$/);
    session.said('client', 'QUIT');
    w.logs.dispose();
    assert.match(readFileSync(path, 'utf8'), /C 192\.0\.2\.7 - QUIT\n$/);
  });

  test('K04 no password is in a line, in whatever form a protocol passed it on', async () => {
    await using w = await world();
    const password = 'S3cret word';
    const base64 = Buffer.from(`\0ann\0${password}`).toString('base64');
    const dialogues = {
      smtp: [
        `AUTH PLAIN ${base64}`,
        '>235 ok',
        'AUTH LOGIN',
        '>334 VXNlcm5hbWU6',
        btoa('ann'),
        '>334 x',
        btoa(password),
        '>235 ok',
      ],
      imap: [
        `a LOGIN ann "${password}"`,
        '>a OK',
        'b AUTHENTICATE PLAIN',
        '>+ ',
        base64,
        '>b OK',
        `c login ann ${password}`,
        '>c NO',
      ],
      pop3: ['USER ann', '>+OK', `PASS ${password}`, '>+OK', `AUTH PLAIN ${base64}`, '>+OK', 'STAT'],
    };
    for (const protocol of ['smtp', 'imap', 'pop3'] as const) {
      const session = w.open(protocol);
      for (const line of dialogues[protocol]) {
        if (line.startsWith('>')) session.said('server', line.slice(1));
        else session.said('client', line);
      }
    }
    w.logs.files();
    const all = ['smtp', 'imap', 'pop3']
      .map((name) => readFileSync(join(w.folder.path, `logs/${name}.log`), 'utf8'))
      .join();
    for (const form of [password, 'S3cret', base64, btoa(password)]) assert.equal(all.includes(form), false, form);
    assert.match(all, /C 192\.0\.2\.7 - STAT/, 'what is behind a sign-in is shown');
  });

  test('a line is read as it was written, and breaks no other', async () => {
    const line = {
      at: 1_700_000_000_123,
      session: 7,
      by: 'client',
      remoteAddress: '::1',
      user: '',
      text: 'a  b ',
    } as const;
    assert.deepEqual(readLogLine(writeLogLine(line)), line);
    assert.equal(readLogLine('half a line'), undefined);
    await using w = await world();
    w.open().said('client', 'one\r\n2026-01-01T00:00:00.000Z 9 S - - forged');
    assert.equal(w.logs.search('smtp').length, 2);
  });
});
