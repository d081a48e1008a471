/** Our IMAP server as the clients of others use it, each for a whole session: one server, a user for each client. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ensurePrograms } from '../support/availability.ts';
import { run, runOk } from '../support/childProcess.ts';
import { type LocalServer, startLocalServer, user } from '../support/localServer.ts';
import { message } from '../support/message.ts';
import { type RawImap, rawImap } from '../support/rawImap.ts';
import { tempFolder } from '../support/tempFolder.ts';

const password = 'secret';

describe('J03 clients of others at our IMAP server', () => {
  let ready = false;
  let stack: AsyncDisposableStack;
  let server: LocalServer;
  let folder: string;

  before(async () => {
    ready = await ensurePrograms('integration', ['python3', 'mbsync', 'offlineimap', 'neomutt']);
    if (!ready) return;
    stack = new AsyncDisposableStack();
    folder = stack.use(await tempFolder('clients')).path;
    server = stack.use(await startLocalServer({ data: join(folder, 'data') }));
  });
  after(() => stack?.disposeAsync());

  /** A user of this name with so many mails, and somebody who looks on. */
  async function account(name: string, mails: number): Promise<RawImap> {
    await user(join(folder, 'data'), ['add', `${name}@test`, '--password-stdin'], password);
    const client = await rawImap(server.ports.imap, `${name}@test`, password);
    await client.append(
      'INBOX',
      Array.from({ length: mails }, (_, at) =>
        message({ subject: `Mail ${at + 1}`, messageId: `<${name}.${at + 1}@test>` }),
      ),
    );
    await mkdir(join(folder, name));
    return client;
  }

  test('J03 Python’s imaplib adds, reads, flags, moves, deletes, searches', async (context) => {
    if (!ready) return context.skip();
    using look = await account('py', 2);
    const out = await runOk('python3', [
      '-c',
      `
import imaplib
box = imaplib.IMAP4('127.0.0.1', ${server.ports.imap})
box.login('py@test', '${password}')
print(box.create('Work')[0])
print(box.append('INBOX', '(\\\\Flagged)', None, b'From: a@x\\r\\nSubject: =?utf-8?q?gr=C3=BC=C3=9Fe?=\\r\\n\\r\\nhello there\\r\\n')[0])
print(box.select('INBOX')[1][0].decode())
box.literal = 'grüße'.encode()
print(box.uid('SEARCH', 'CHARSET', 'UTF-8', 'SUBJECT')[1][0].decode())
print(box.fetch('3', '(FLAGS BODY.PEEK[TEXT])')[1][0][1])
print(box.store('1', '+FLAGS', '(\\\\Seen kept)')[1][0].decode())
print(box.uid('MOVE', '2', 'Work')[0])
print(box.sort('(REVERSE SUBJECT)', 'UTF-8', 'ALL')[1][0].decode())
print(box.thread('REFERENCES', 'UTF-8', 'ALL')[0])
print(box.store('2', '+FLAGS.SILENT', '(\\\\Deleted)')[0], box.expunge()[1][0].decode())
print(box.getquotaroot('INBOX')[0], box.unselect()[0])
box.logout()
`,
    ]);
    assert.deepEqual(out.trim().split('\n').slice(0, 5), ['OK', 'OK', '3', '3', "b'hello there\\r\\n'"]);
    assert.match(out, /1 \(FLAGS \(\\Seen kept.*\)\)/);
    assert.match(out, /OK 2\nOK OK\n$/);
    assert.deepEqual([...(await look.flags('INBOX'))], [[1, '\\Seen kept']]);
    assert.deepEqual([...(await look.flags('Work')).keys()], [1]);
  });

  test('J03 mbsync keeps 1,000 mails and their flags in step both ways; a second run changes nothing', async (context) => {
    if (!ready) return context.skip();
    using look = await account('sync', 1_000);
    await look.run('CREATE Work');
    await look.run('SELECT INBOX');
    await look.run('STORE 1:10 +FLAGS.SILENT (\\Flagged)');
    const here = join(folder, 'sync');
    const rc = [
      ...['IMAPAccount a', 'Host 127.0.0.1', `Port ${server.ports.imap}`, 'User sync@test', `Pass ${password}`],
      ...['SSLType None', 'AuthMechs LOGIN', '', 'IMAPStore far', 'Account a', '', 'MaildirStore near'],
      ...[`Path ${here}/mail/`, `Inbox ${here}/mail/INBOX`, 'SubFolders Verbatim', '', 'Channel c', 'Far :far:'],
      ...['Near :near:', 'Patterns INBOX Work', 'Create Both', 'Expunge Both', 'SyncState *', ''],
    ];
    await mkdir(join(here, 'mail'));
    await writeFile(join(here, 'mbsyncrc'), rc.join('\n'));
    const sync = () => runOk('mbsync', ['-c', join(here, 'mbsyncrc'), 'c'], { env: { ...process.env, HOME: here } });
    const local = async (mailbox: string) =>
      (await Promise.all(['cur', 'new'].map((part) => readdir(join(here, 'mail', mailbox, part))))).flat();
    await sync();
    assert.equal((await local('INBOX')).length, 1_000);
    assert.equal((await local('INBOX')).filter((name) => /:2,.*F/.test(name)).length, 10);
    // Here: two are seen, one goes, one is new. There: one is answered, one goes.
    const named = async (subject: string) => {
      for (const part of ['cur', 'new']) {
        for (const name of await readdir(join(here, 'mail/INBOX', part))) {
          const path = join(here, 'mail/INBOX', part, name);
          if (
            (await readFile(path, 'latin1')).includes(`Subject: ${subject}\r\n`) ||
            (await readFile(path, 'latin1')).includes(`Subject: ${subject}\n`)
          )
            return { part, name, path };
        }
      }
      throw new Error(`no ${subject}`);
    };
    for (const subject of ['Mail 20', 'Mail 21']) {
      const { name, path } = await named(subject);
      await rename(path, join(here, 'mail/INBOX/cur', `${name.replace(/:2,.*/, '')}:2,S`));
    }
    await rm((await named('Mail 30')).path);
    await writeFile(join(here, 'mail/Work/cur/1.new.here:2,S'), message({ subject: 'from here' }));
    await look.run('UID STORE 40 +FLAGS.SILENT (\\Answered)');
    await look.run('UID STORE 50 +FLAGS.SILENT (\\Deleted)');
    await look.run('UID EXPUNGE 50');
    await sync();
    const flags = await look.flags('INBOX');
    assert.equal(flags.size, 998);
    assert.deepEqual(
      [flags.get(20), flags.get(21), flags.has(30), flags.get(40)],
      ['\\Seen', '\\Seen', false, '\\Answered'],
    );
    assert.equal((await look.flags('Work')).get(1), '\\Seen');
    assert.equal((await local('INBOX')).length, 998);
    assert.equal((await local('INBOX')).filter((name) => /:2,.*R/.test(name)).length, 1);
    const before = [[...flags], (await local('INBOX')).sort()];
    await sync();
    assert.deepEqual([[...(await look.flags('INBOX'))], (await local('INBOX')).sort()], before);
  });

  test('J03 offlineimap3 fetches a mailbox, and takes a flag, a removal and a new mail there', async (context) => {
    if (!ready) return context.skip();
    using look = await account('off', 5);
    const here = join(folder, 'off');
    const rc = [
      ...['[general]', 'accounts = a', `metadata = ${here}/meta`, 'ui = quiet', '[Account a]', 'localrepository = l'],
      ...['remoterepository = r', '[Repository l]', 'type = Maildir', `localfolders = ${here}/mail`, '[Repository r]'],
      ...['type = IMAP', 'remotehost = 127.0.0.1', `remoteport = ${server.ports.imap}`, 'remoteuser = off@test'],
      ...[`remotepass = ${password}`, 'ssl = no', 'starttls = no', 'auth_mechanisms = PLAIN', ''],
    ];
    await writeFile(join(here, 'rc'), rc.join('\n'));
    const sync = () => runOk('offlineimap', ['-c', join(here, 'rc'), '-o'], { env: { ...process.env, HOME: here } });
    await sync();
    const inbox = join(here, 'mail/INBOX');
    const fresh = (await readdir(join(inbox, 'new'))).sort();
    assert.equal(fresh.length, 5);
    const uidOf = (name: string) => Number(/,U=(\d+)/.exec(name)?.[1]);
    const [seen = '', gone = ''] = fresh;
    await rename(join(inbox, 'new', seen), join(inbox, 'cur', `${seen.replace(/:2,.*/, '')}:2,S`));
    await rm(join(inbox, 'new', gone));
    await writeFile(join(inbox, 'new', '1.new.here'), message({ subject: 'from here' }));
    await sync();
    const flags = await look.flags('INBOX');
    assert.equal(flags.get(uidOf(seen)), '\\Seen');
    assert.ok(!flags.has(uidOf(gone)));
    assert.equal(flags.size, 5);
  });

  test('J03 neomutt finds, reads, flags, copies, deletes and saves', async (context) => {
    if (!ready) return context.skip();
    using look = await account('mutt', 4);
    const here = join(folder, 'mutt');
    const url = `imap://127.0.0.1:${server.ports.imap}`;
    const rc = [
      ...['imap_user=mutt@test', `imap_pass=${password}`, 'ssl_starttls=no', 'ssl_force_tls=no', 'wait_key=no'],
      ...[`folder="${url}"`, `spoolfile="${url}/INBOX"`, 'header_cache=""', 'delete=yes', 'move=no', 'quit=yes'],
      ...['confirmappend=no', 'confirmcreate=no', 'imap_condstore=yes', 'imap_qresync=yes', 'resolve=no', 'sort=date'],
    ];
    const keys = [
      '<search>=s "Mail 2"<enter><flag-message>',
      `<search>=s "Mail 3"<enter><copy-message>=Work<enter><pipe-message>cat > ${here}/piped<enter>`,
      '<search>=s "Mail 4"<enter><delete-message>',
      '<sync-mailbox><quit>',
    ];
    await writeFile(join(here, 'rc'), `${rc.map((line) => `set ${line}\n`).join('')}push '${keys.join('')}'\n`);
    await look.run('CREATE Work');
    const mutt = await run('script', ['-qec', `stty rows 40 cols 120; neomutt -n -F ${here}/rc`, '/dev/null'], {
      ...{ cwd: here, input: 'qqq', timeoutMs: 30_000 },
      env: { ...process.env, HOME: here, TERM: 'vt100', LC_ALL: 'C.UTF-8' },
    });
    assert.equal(mutt.code, 0, mutt.stdout);
    const flags = await look.flags('INBOX');
    assert.match(flags.get(2) ?? '', /\\Flagged/);
    assert.deepEqual([...flags.keys()], [1, 2, 3]);
    assert.equal((await look.flags('Work')).size, 1);
    assert.match(await readFile(join(here, 'piped'), 'utf8'), /Subject: Mail 3/);
  });
});
