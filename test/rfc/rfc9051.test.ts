import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { literal, memoryWorld } from '../support/memoryImap.ts';
import { mailWorld, numbered } from '../support/memoryMails.ts';

const mixed = [
  'Subject: mixed',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'caf=C3=A9',
  '--b',
  'Content-Type: application/octet-stream',
  'Content-Transfer-Encoding: base64',
  '',
  'AAEC',
  '--b',
  'Content-Type: application/octet-stream',
  'Content-Transfer-Encoding: x-odd',
  '',
  'odd',
  '--b--',
  '',
].join('\r\n');

describe('J07 RFC 9051 IMAP4rev2, our server', () => {
  test('J07 §6.3.1 after ENABLE IMAP4rev2 SEARCH answers by ESEARCH, and nothing is RECENT', async () => {
    const { client } = await mailWorld(numbered(2));
    assert.deepEqual(await client.run('SEARCH ALL'), ['* SEARCH 1 2', 'OK done'], 'IMAP4rev1 until then');
    assert.deepEqual(await client.run('ENABLE IMAP4rev2 X-NONE'), ['* ENABLED IMAP4rev2', 'OK done']);
    assert.match((await client.run('SEARCH ALL')).join(), /^\* ESEARCH \(TAG "t\d+"\) ALL 1:2,OK/);
    const lines = (await client.run('SELECT INBOX')).join('\n');
    assert.match(lines, /^\* LIST \(.*\) "\/" "INBOX"$/m);
    assert.doesNotMatch(lines, /RECENT|UNSEEN/);
    await client.run(`APPEND INBOX ${literal('Subject: x\r\n\r\n')}`);
    assert.doesNotMatch((await client.run('NOOP')).join(), /RECENT/);
  });

  test('J07 §5.1 RFC 6855 §3 names are UTF-8 once that was enabled, modified UTF-7 before', async () => {
    const { client } = await mailWorld([]);
    await client.run('CREATE "&ZeVnLIqe-"');
    assert.match((await client.run('LIST "" "&ZeVnLIqe-"')).join(), /"&ZeVnLIqe-"/);
    assert.deepEqual(await client.run('ENABLE UTF8=ACCEPT'), ['* ENABLED UTF8=ACCEPT', 'OK done']);
    const utf8 = Buffer.from('日本語', 'utf8').toString('latin1');
    assert.ok((await client.run('LIST "" "*"')).includes(`* LIST (\\HasNoChildren) "/" "${utf8}"`));
    assert.match((await client.run('STATUS "日本語" (MESSAGES)')).join(), /MESSAGES 0/);
    await client.run('CREATE "R&D &AOk-"');
    assert.ok(
      (await client.run('LIST "" "R*"')).includes('* LIST (\\HasNoChildren) "/" "R&D &AOk-"'),
      'nothing is decoded',
    );
    assert.match((await client.run('SEARCH CHARSET UTF-8 ALL')).join(), /^BAD/);
  });

  test('J07 RFC 6855 §4 APPEND takes UTF8 (…) once it was enabled', async () => {
    const { client } = await mailWorld([]);
    const message = 'Subject: grüße\r\n\r\nx\r\n';
    const command = `APPEND INBOX UTF8 (~${literal(message)})`;
    assert.match((await client.run(command)).join(), /^BAD/);
    await client.run('ENABLE UTF8=ACCEPT');
    assert.match((await client.run(command)).join(), /OK \[APPENDUID \d+ 1\]/);
    assert.deepEqual(
      (await client.run('SEARCH SUBJECT "GRÜSSE"')).at(0),
      '* SEARCH',
      'ß is no ss in i;unicode-casemap',
    );
    assert.deepEqual((await client.run('SEARCH SUBJECT "GRÜßE"')).at(0), '* SEARCH 1');
  });

  test('J07 RFC 3516 §4 BINARY gives a part without its transfer encoding, and its size; an unknown encoding is refused', async () => {
    const { client } = await mailWorld([mixed]);
    const said = async (command: string) => (await client.run(command)).join('\n');
    assert.match(await said('FETCH 1 BINARY.PEEK[1]'), /BINARY\[1\] \{5\}\ncaf\xc3\xa9\)/);
    assert.match(await said('FETCH 1 BINARY.PEEK[2]'), /BINARY\[2\] ~\{3\}\n\x00\x01\x02\)/);
    assert.match(await said('FETCH 1 (BINARY.SIZE[1] BINARY.SIZE[2])'), /BINARY.SIZE\[1\] 5 BINARY.SIZE\[2\] 3/);
    assert.match(await said('FETCH 1 BINARY.PEEK[2]<1.1>'), /BINARY\[2\]<1> \{1\}\n\x01\)/);
    assert.match(await said('FETCH 1 BINARY.PEEK[3]'), /^NO \[UNKNOWN-CTE\]/);
    assert.match(await said('SEARCH SEEN'), /^\* SEARCH\n/);
    assert.match(await said('FETCH 1 BINARY[1]'), /FLAGS \(\\Seen/);
  });

  test('J07 RFC 2342, RFC 2971, RFC 3691, RFC 5161: NAMESPACE, ID, UNSELECT, ENABLE', async () => {
    const { client } = await mailWorld(numbered(1));
    assert.deepEqual(await client.run('NAMESPACE'), ['* NAMESPACE (("" "/")) NIL NIL', 'OK done']);
    assert.deepEqual(await client.run('ID ("name" "x")'), ['* ID ("name" "Mailroom")', 'OK done']);
    assert.deepEqual(await client.run('ENABLE QRESYNC CONDSTORE'), ['* ENABLED CONDSTORE QRESYNC', 'OK done']);
    assert.deepEqual(await client.run('ENABLE QRESYNC'), ['* ENABLED', 'OK done'], 'only what is new');
    await client.run('STORE 1 +FLAGS.SILENT (\\Deleted)');
    await client.run('UNSELECT');
    assert.match((await client.run('FETCH 1 UID')).join(), /^BAD/);
    assert.deepEqual(await client.run('STATUS INBOX (MESSAGES)'), ['* STATUS INBOX (MESSAGES 1)', 'OK done']);
  });

  test('J07 what CAPABILITY lists is what this folder has a dialogue for', async () => {
    const proved = (
      'IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID ENABLE UTF8=ACCEPT NAMESPACE CHILDREN LIST-EXTENDED LIST-STATUS SPECIAL-USE ' +
      'CREATE-SPECIAL-USE STATUS=SIZE UNSELECT IDLE CONDSTORE QRESYNC OBJECTID QUOTA QUOTA=RES-STORAGE UIDPLUS MOVE ' +
      'MULTIAPPEND BINARY APPENDLIMIT=67108864 ESEARCH SEARCHRES WITHIN SORT ESORT THREAD=ORDEREDSUBJECT ' +
      'THREAD=REFERENCES COMPRESS=DEFLATE'
    ).split(' ');
    const { connect } = await memoryWorld();
    const listed = async (signIn: boolean) => {
      const [line = ''] = await (await connect({ signIn })).run('CAPABILITY');
      return line.replace('* CAPABILITY ', '').split(' ');
    };
    assert.deepEqual((await listed(true)).sort(), proved.sort());
    const before = (await listed(false)).filter((name) => !proved.includes(name));
    assert.deepEqual(before, ['STARTTLS', 'AUTH=PLAIN']);
  });
});
