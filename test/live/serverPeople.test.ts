/** `mailroom user`, `domain` and `alias` as people type them, beside a server that runs, and what its protocols make of it. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../support/childProcess.ts';
import { startLocalServer } from '../support/localServer.ts';
import { projectRoot } from '../support/projectRoot.ts';
import { tempFolder } from '../support/tempFolder.ts';

test('J04 J09 K02 K10 K11 people of the local server from the command line: switches, tables, lists, bans', async () => {
  await using folder = await tempFolder();
  // The server's own program: `mailroom` hands the words on to it, which the first line below shows.
  const start = async (program: string, verb: string, args: readonly string[], input = '') => {
    const words = [join(projectRoot, 'dist', program), verb, ...args, '--data', folder.path];
    const done = await run(process.execPath, words, { input });
    return { ...done, lines: done.stdout.split('\n').filter((line) => line !== '') };
  };
  const mailroom = (verb: string, args: readonly string[], input = '') => start('server.cjs', verb, args, input);
  const add = (address: string, password: string) => mailroom('user', ['add', address, '--password-stdin'], password);
  const first = await start('mailroom.js', 'user', ['add', 'ann@a.test', '--password-stdin'], 'pw');
  assert.equal(first.code, 0, 'while no server runs');
  const services = ['--smtp', '0', '--imap', '0', '--pop3', '0'];
  await using server = await startLocalServer({ data: folder.path, args: services });
  assert.equal(
    (await mailroom('user', ['set', 'ann@a.test', '--pop3', 'off', '--name', '安 "Ann"', '--quota', '2 MB'])).code,
    0,
  );
  const pop3 = (password: string) => talk(server.ports['pop3'] ?? 0, [`USER ann@a.test`, `PASS ${password}`]);
  assert.match(await pop3('pw'), /-ERR .*POP3 is switched off/);
  const imap = (name: string, password: string) => talk(server.ports.imap, [`a LOGIN ${name} ${password}`]);
  assert.match(await imap('ann@a.test', 'pw'), /^a OK/m);

  const table = join(folder.path, 'people.csv');
  await writeFile(
    table,
    'address,password,quotaBytes\r\nbob@a.test,pw,1 GB\r\nann@a.test,pw,\r\n"x y",pw,\r\ncid@a.test,,\r\n',
  );
  const imported = await mailroom('user', ['import', table]);
  assert.equal(imported.code, 1);
  assert.deepEqual(JSON.parse(imported.lines[0] ?? ''), { created: 2, changed: 0, refused: 2 });
  assert.equal(JSON.parse(imported.lines[1] ?? '').address, 'cid@a.test');
  assert.match(
    imported.stderr,
    /people\.csv:3: server\.userExists: ann@a\.test has a mailbox here already\.\n.*people\.csv:4: server\.badAddress: /,
  );

  assert.deepEqual((await mailroom('user', ['list'])).lines, ['ann@a.test', 'bob@a.test', 'cid@a.test']);
  const long = (await mailroom('user', ['list', '--long'])).lines;
  assert.match(long[1] ?? '', /^ann@a\.test {2}安 "Ann" .*smtp imap +0 B +2 MB +20\d\d-/);
  assert.match(
    (await mailroom('user', ['list', '--json', '--search', 'BOB'])).stdout,
    /^\{.*"quotaBytes":1000000000,.*\}\n$/,
  );
  assert.equal((await mailroom('user', ['rename', 'cid@a.test', 'dee@a.test'])).code, 0);
  assert.equal((await mailroom('user', ['disable', 'dee@a.test'])).code, 0);
  assert.match((await mailroom('user', ['show', 'dee@a.test'])).stdout, /"disabled":true/);
  assert.equal((await mailroom('user', ['set', 'ann@a.test'])).code, 2);

  assert.equal((await start('mailroom.js', 'domain', ['add', 'b.test'])).code, 0);
  assert.deepEqual((await mailroom('domain', ['list'])).lines, ['a.test', 'b.test']);
  assert.match((await add('x@c.test', 'pw')).stderr, /^server\.domainUnknown: /);
  assert.equal((await start('mailroom.js', 'alias', ['set', 'all@b.test', 'ann@a.test', 'far@else.test'])).code, 0);
  assert.deepEqual((await mailroom('alias', ['list'])).lines, ['all@b.test: ann@a.test, far@else.test']);
  assert.match(
    (await mailroom('user', ['forward', 'ann@a.test', 'all@b.test'])).stderr,
    /^server\.mailLoop: .*ann@a\.test → all@b\.test → ann@a\.test/,
  );
  assert.equal((await mailroom('domain', ['catch-all', 'b.test', 'bob@a.test'])).code, 0);
  assert.match((await mailroom('domain', ['remove', 'a.test'])).stderr, /^server\.domainInUse: /);

  for (let i = 0; i < 5; i++) assert.match(await imap('eve@a.test', 'guess'), /^a NO/m);
  assert.match(await imap('ann@a.test', 'pw'), /^\* BYE .*too many wrong passwords/);
});

/** Says lines, one after each that was heard, and gives all that was heard until the other side is silent or gone. */
function talk(port: number, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const left = [...lines];
    let heard = '';
    const socket = createConnection(port, '127.0.0.1');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      heard += chunk;
      const next = left.shift();
      if (next !== undefined) socket.write(`${next}\r\n`);
      else socket.end();
    });
    socket.on('error', reject).on('close', () => resolve(heard));
  });
}
