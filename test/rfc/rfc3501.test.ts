import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { literal, memoryWorld } from '../support/memoryImap.ts';

const mail = (subject: string, body = 'hello') =>
  `From: Ann <ann@test>\r\nTo: bob@x.test\r\nDate: Fri, 02 Jan 2026 10:00:00 +0100\r\nSubject: ${subject}\r\n\r\n${body}\r\n`;

async function withMails(...subjects: string[]) {
  const world = await memoryWorld();
  const client = await world.connect();
  for (const subject of subjects) await client.run(`APPEND INBOX ${literal(mail(subject))}`);
  return { ...world, client };
}

describe('RFC 3501 IMAP4rev1, our server', () => {
  test('§3 commands are refused in a state that does not admit them', async () => {
    const world = await memoryWorld();
    const client = await world.connect({ signIn: false });
    assert.match((await client.run('SELECT INBOX')).join(), /^BAD/);
    await client.run('LOGIN ann@test pw');
    assert.match((await client.run('FETCH 1 UID')).join(), /^BAD/);
    assert.match((await client.run('LOGIN ann@test pw')).join(), /^BAD/);
    assert.match((await client.run('FROBNICATE')).join(), /^BAD/);
  });

  test('§6.2.1 nothing said in the clear behind STARTTLS is heard after it', async () => {
    const world = await memoryWorld();
    const client = await world.connect({ plaintextLogin: false, signIn: false });
    assert.match((await client.run('LOGIN ann@test pw')).join(), /^NO \[PRIVACYREQUIRED\]/);
    client.say('a STARTTLS\r\nb LOGIN ann@test pw\r\n');
    assert.equal(await client.until(/a OK/), 'a OK done\r\n');
    assert.match((await client.run('LIST "" *')).join(), /^BAD/);
    assert.equal((await client.run('CAPABILITY'))[0]?.includes('STARTTLS'), false);
    assert.match((await client.run('LOGIN ann@test pw')).join(), /^OK/);
  });

  test('§6.2.2 AUTHENTICATE PLAIN with and without an initial response; a wrong password is NO', async () => {
    const world = await memoryWorld();
    const token = Buffer.from('\0ann@test\0pw').toString('base64');
    const first = await world.connect({ signIn: false });
    assert.match((await first.run(`AUTHENTICATE PLAIN ${token}`)).join(), /^OK/);
    const second = await world.connect({ signIn: false });
    second.say('x AUTHENTICATE PLAIN\r\n');
    assert.equal(await second.until(/\+ /), '+ \r\n');
    second.say(`${token}\r\n`);
    assert.match(await second.until(/x OK/), /x OK/);
    const third = await world.connect({ signIn: false });
    assert.match((await third.run('LOGIN ann@test no')).join(), /^NO \[AUTHENTICATIONFAILED\]/);
    assert.match((await third.run('LOGIN nobody@test pw')).join(), /^NO \[AUTHENTICATIONFAILED\]/);
  });

  test('§6.3.1 SELECT tells flags, counts, UIDs; EXAMINE changes nothing', async () => {
    const { client } = await withMails('one', 'two');
    const lines = await client.run('SELECT INBOX');
    assert.equal(lines.at(-1), 'OK [READ-WRITE] done');
    assert.ok(lines.includes('* 2 EXISTS'));
    assert.ok(lines.includes('* 2 RECENT'));
    assert.ok(lines.includes('* OK [UNSEEN 1] first unseen'));
    assert.ok(lines.includes('* OK [UIDNEXT 3] next UID'));
    await client.run('EXAMINE INBOX');
    assert.match((await client.run('STORE 1 +FLAGS (\\Seen)')).join(), /^NO \[READ-ONLY\]/);
    await client.run('FETCH 1 BODY[]');
    assert.deepEqual(await client.run('SEARCH SEEN'), ['* SEARCH', 'OK done']);
  });

  test('§6.3.3 to §6.3.6 mailboxes are made with their parents, renamed with their children, deleted alone', async () => {
    const { client } = await withMails();
    assert.deepEqual(await client.run('CREATE a/b/c'), ['OK done']);
    assert.match((await client.run('CREATE a/b')).join(), /^NO \[ALREADYEXISTS\]/);
    assert.deepEqual(await client.run('RENAME a z'), ['OK done']);
    const names = (await client.run('LIST "" z*')).filter((line) => line.startsWith('* LIST'));
    assert.deepEqual(names, [
      '* LIST (\\HasChildren) "/" "z"',
      '* LIST (\\HasChildren) "/" "z/b"',
      '* LIST (\\HasNoChildren) "/" "z/b/c"',
    ]);
    assert.deepEqual(await client.run('DELETE z/b'), ['OK done']);
    assert.ok((await client.run('LIST "" z/%')).includes('* LIST (\\HasChildren \\Noselect) "/" "z/b"'));
    assert.match((await client.run('DELETE INBOX')).join(), /^NO/);
    assert.match((await client.run('SELECT z/b')).join(), /^NO \[NONEXISTENT\]/);
  });

  test('§6.3.5 renaming INBOX moves its messages and leaves it empty', async () => {
    const { client } = await withMails('one');
    await client.run('RENAME INBOX old');
    assert.ok((await client.run('STATUS old (MESSAGES)')).includes('* STATUS old (MESSAGES 1)'));
    assert.ok((await client.run('STATUS INBOX (MESSAGES)')).includes('* STATUS INBOX (MESSAGES 0)'));
  });

  test('§6.3.8 % stays within a level, names are modified UTF-7, INBOX has no case', async () => {
    const { client } = await withMails();
    await client.run('CREATE "&ZeVnLIqe-/x"');
    const top = (await client.run('LIST "" "%"')).map((line) => /"\/" "(.*)"/.exec(line)?.[1]).filter(Boolean);
    assert.deepEqual(top, ['INBOX', 'Archive', 'Drafts', 'Junk', 'Sent', 'Trash', '&ZeVnLIqe-']);
    assert.ok((await client.run('LIST "" inbox')).includes('* LIST (\\HasNoChildren) "/" "INBOX"'));
    assert.deepEqual(await client.run('LIST "" ""'), ['* LIST (\\Noselect) "/" ""', 'OK done']);
  });

  test('§6.4.4 SEARCH by every kind of key', async () => {
    const { client } = await withMails('apples', 'Pears', '=?utf-8?B?5L2g5aW9?=');
    await client.run('SELECT INBOX');
    await client.run('STORE 2 +FLAGS (\\Flagged $Work)');
    const cases: [string, string][] = [
      ['ALL', ' 1 2 3'],
      ['SUBJECT apple', ' 1'],
      ['SUBJECT PEAR', ' 2'],
      [`CHARSET UTF-8 SUBJECT ${literal('你好')}`, ' 3'],
      ['NOT FLAGGED', ' 1 3'],
      ['OR SUBJECT apple KEYWORD $work', ' 1 2'],
      ['2:* UNKEYWORD $Work', ' 3'],
      ['UID 1,3 (TO bob FROM ann)', ' 1 3'],
      ['SENTON 2-Jan-2026', ' 1 2 3'],
      ['SENTBEFORE 2-Jan-2026', ''],
      ['SINCE 2-Jan-2026 BEFORE 3-Jan-2026', ' 1 2 3'],
      ['LARGER 10 SMALLER 100000', ' 1 2 3'],
      ['BODY HELLO', ' 1 2 3'],
      ['TEXT bob@x', ' 1 2 3'],
      ['HEADER Subject ""', ' 1 2 3'],
      ['HEADER X-None ""', ''],
      ['NEW', ' 1 2 3'],
      ['OLD', ''],
    ];
    for (const [keys, expected] of cases)
      assert.deepEqual(await client.run(`SEARCH ${keys}`), [`* SEARCH${expected}`, 'OK done'], keys);
    assert.match((await client.run('SEARCH CHARSET KOI8-R ALL')).join(), /^NO \[BADCHARSET/);
  });

  test('§6.4.5 FETCH of sections, parts and ranges', async () => {
    const { client } = await withMails();
    const inner = 'Subject: inner\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\ndeep\r\n--i--\r\n';
    const outer = `Subject: outer\r\nX-A: 1\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/html\r\n\r\n<p>\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n${inner}\r\n--o--\r\n`;
    await client.run(`APPEND INBOX (\\Seen) ${literal(outer)}`);
    await client.run('SELECT INBOX');
    const item = async (name: string) => (await client.run(`FETCH 1 ${name}`)).slice(0, -1).join('\r\n');
    assert.equal(await item('BODY[1]'), '* 1 FETCH (BODY[1] {3}\r\n<p>)');
    assert.equal(await item('BODY[2.1]'), '* 1 FETCH (BODY[2.1] {4}\r\ndeep)');
    assert.equal(
      await item('BODY[2.HEADER.FIELDS (subject)]'),
      '* 1 FETCH (BODY[2.HEADER.FIELDS (subject)] {18}\r\nSubject: inner\r\n\r\n)',
    );
    assert.equal(await item('BODY[1.MIME]'), '* 1 FETCH (BODY[1.MIME] {27}\r\nContent-Type: text/html\r\n\r\n)');
    assert.equal(await item('BODY[3]'), '* 1 FETCH (BODY[3] NIL)');
    assert.equal(await item('BODY[]<9.5>'), '* 1 FETCH (BODY[]<9> {5}\r\nouter)');
    assert.equal(await item('BODY[]<99999.5>'), '* 1 FETCH (BODY[]<99999> {0}\r\n)');
    assert.equal(
      await item('BODY[HEADER.FIELDS.NOT (Content-Type)]'),
      '* 1 FETCH (BODY[HEADER.FIELDS.NOT (Content-Type)] {26}\r\nSubject: outer\r\nX-A: 1\r\n\r\n)',
    );
    assert.equal(await item('RFC822.SIZE'), `* 1 FETCH (RFC822.SIZE ${outer.length})`);
    assert.match((await client.run('FETCH 2 UID')).join(), /^BAD/);
    assert.deepEqual(await client.run('UID FETCH 99 UID'), ['OK done']);
  });

  test('§6.4.6 STORE answers with the flags, silently when asked, and others hear of it', async () => {
    const { client, connect } = await withMails('one');
    const other = await connect();
    await client.run('SELECT INBOX');
    await other.run('SELECT INBOX');
    assert.deepEqual(await client.run('STORE 1 FLAGS.SILENT (\\Seen)'), ['OK done']);
    assert.deepEqual(await client.run('UID STORE 1 +FLAGS (\\flagged)'), [
      '* 1 FETCH (UID 1 FLAGS (\\Seen \\Flagged \\Recent))',
      'OK done',
    ]);
    assert.deepEqual(await other.run('NOOP'), ['* 1 FETCH (UID 1 FLAGS (\\Seen \\Flagged))', 'OK done']);
  });

  test('§7.4.1 numbers do not change under FETCH, STORE and SEARCH; the next command tells', async () => {
    const { client, connect } = await withMails('one', 'two');
    const other = await connect();
    await client.run('SELECT INBOX');
    await other.run('SELECT INBOX');
    await client.run('STORE 1 +FLAGS.SILENT (\\Deleted)');
    assert.deepEqual(await client.run('EXPUNGE'), ['* 1 EXPUNGE', 'OK done']);
    assert.deepEqual(await other.run('SEARCH ALL'), ['* SEARCH 2', 'OK done']);
    assert.equal((await other.run('FETCH 2 UID'))[0], '* 2 FETCH (UID 2)');
    assert.deepEqual(await other.run('NOOP'), ['* 1 EXPUNGE', 'OK done']);
    assert.equal((await other.run('FETCH 1 UID'))[0], '* 1 FETCH (UID 2)');
  });

  test('§6.3.11 APPEND keeps bytes, flags and date; a missing mailbox is TRYCREATE', async () => {
    const { client } = await withMails();
    const odd = 'Subject: \xff\r\n\r\nno line end';
    await client.run(`APPEND INBOX (\\Seen $x) " 7-Feb-1994 21:52:25 -0800" ${literal(odd)}`);
    await client.run('SELECT INBOX');
    const [line] = await client.run('FETCH 1 (FLAGS INTERNALDATE)');
    assert.equal(line, '* 1 FETCH (FLAGS (\\Seen $x \\Recent) INTERNALDATE "08-Feb-1994 05:52:25 +0000")');
    assert.match((await client.run(`APPEND nowhere ${literal('x')}`)).join(), /^NO \[TRYCREATE\]/);
  });

  test('§6.3.4 a session whose mailbox is deleted by another is told BYE', async () => {
    const { client, connect } = await withMails();
    const other = await connect();
    await client.run('CREATE gone');
    await other.run('SELECT gone');
    await client.run('DELETE gone');
    other.say('z NOOP\r\n');
    assert.match(await other.until(/BYE/), /\* BYE/);
    assert.equal(other.closed, true);
  });
});

describe('extensions of our server', () => {
  test('RFC 4315 §3 APPENDUID and COPYUID name the new UIDs; §2.1 UID EXPUNGE takes only its set', async () => {
    const { client } = await withMails('one', 'two', 'three');
    await client.run('SELECT INBOX');
    assert.match((await client.run('COPY 2:3 Archive')).join(), /^OK \[COPYUID \d+ 2:3 1:2\] done$/);
    assert.match((await client.run(`APPEND Archive ${literal('x')}`)).join(), /^OK \[APPENDUID \d+ 3\] done$/);
    await client.run('STORE 1:3 +FLAGS.SILENT (\\Deleted)');
    assert.deepEqual(await client.run('UID EXPUNGE 2'), ['* 2 EXPUNGE', 'OK done']);
    assert.deepEqual(await client.run('UID SEARCH ALL'), ['* SEARCH 1 3', 'OK done']);
  });

  test('RFC 6851 §4.3 MOVE tells COPYUID first, then what went', async () => {
    const { client } = await withMails('one', 'two');
    await client.run('SELECT INBOX');
    const lines = await client.run('MOVE 1:2 Archive');
    assert.match(lines.join('|'), /^\* OK \[COPYUID \d+ 1:2 1:2\] moved\|\* 1 EXPUNGE\|\* 1 EXPUNGE\|OK done$/);
    assert.match((await client.run('UID MOVE 9 Archive')).join(), /^OK done$/);
    assert.match((await client.run('UID MOVE 1 nowhere')).join(), /^NO \[TRYCREATE\]/);
  });

  test('RFC 2177 IDLE tells of mail, flags and removals as they happen', async () => {
    const { client, connect } = await withMails('one');
    const watcher = await connect();
    await watcher.run('SELECT INBOX');
    watcher.say('i IDLE\r\n');
    assert.equal(await watcher.until(/\+/), '+ idling\r\n');
    await client.run(`APPEND INBOX ${literal(mail('two'))}`);
    assert.equal(await watcher.until(/EXISTS\r\n.*RECENT\r\n/), '* 2 EXISTS\r\n* 2 RECENT\r\n');
    await client.run('SELECT INBOX');
    await client.run('STORE 1 +FLAGS (\\Deleted)');
    assert.equal(await watcher.until(/FETCH/), '* 1 FETCH (UID 1 FLAGS (\\Deleted \\Recent))\r\n');
    await client.run('EXPUNGE');
    assert.equal(await watcher.until(/EXPUNGE/), '* 1 EXPUNGE\r\n');
    watcher.say('DONE\r\n');
    assert.equal(await watcher.until(/i OK/), 'i OK done\r\n');
  });

  test('RFC 6154 §2 special uses are listed and given at CREATE', async () => {
    const { client } = await withMails();
    await client.run('CREATE Verlauf (USE (\\Archive))');
    const lines = await client.run('LIST (SPECIAL-USE) "" "*"');
    assert.ok(lines.includes('* LIST (\\HasNoChildren \\Archive) "/" "Verlauf"'));
    assert.ok(lines.every((line) => !line.includes('INBOX')));
    assert.match((await client.run('CREATE x (USE (\\Nonsense))')).join(), /^NO \[CANNOT\]/);
  });

  test('RFC 7888 §4 literals may come unasked; a stranger gets little room', async () => {
    const world = await memoryWorld();
    const stranger = await world.connect({ signIn: false });
    stranger.say('a LOGIN {4096+}\r\n');
    stranger.say('x'.repeat(4_096));
    stranger.say(' pw\r\n');
    assert.match(await stranger.until(/a NO/), /AUTHENTICATIONFAILED/);
    stranger.say('b LOGIN {4097+}\r\n');
    assert.match(await stranger.until(/BYE/), /b NO \[TOOBIG\]/);
    assert.equal(stranger.closed, true);
  });

  test('five wrong passwords end the connection', async () => {
    const world = await memoryWorld();
    const guesser = await world.connect({ signIn: false });
    for (let guess = 0; guess < 5; guess++) await guesser.run(`LOGIN ann@test ${guess}`);
    assert.equal(guesser.closed, true);
  });
});
