/** Whom the engine talks to when a script uses the command line, as the kernel is asked for it, and what is left on disk. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectTrace } from '../e2e/harness/connectTrace.ts';
import { runOk } from '../support/childProcess.ts';
import { program } from '../support/cli.ts';
import { message } from '../support/message.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { startDovecot } from './servers/dovecot.ts';
import { startPostfix } from './servers/postfix.ts';

const ann = { address: 'ann@example.test', password: 'a-secret-of-its-own-4711' };

/** Mail that names hosts wherever a mail can. */
const curious = message({
  subject: 'Look at this',
  text: 'See https://curious.example/',
  html: '<link rel="stylesheet" href="https://curious.example/a.css"><img src="https://curious.example/1.gif">',
});

test('A03 from the command line: the two configured servers are contacted and nothing else, and no file holds the password', {
  timeout: 120_000,
}, async () => {
  await using folder = await tempFolder('ct');
  await using aside = await tempFolder('tr');
  await using dovecot = await startDovecot({ users: [ann] });
  await using postfix = await startPostfix({ dovecot });
  await dovecot.deliver(ann.address, curious);
  const trace = await connectTrace(aside.path);
  const account = {
    ...{ id: 'aann', address: ann.address, name: 'Ann', auth: 'password', ca: dovecot.ca },
    imap: { host: 'localhost', port: dovecot.imapsPort, security: 'tls' },
    smtp: { host: 'localhost', port: postfix.submissionPort, security: 'starttls' },
  };
  const file = (name: string) => join(aside.path, name);
  await writeFile(file('account.json'), JSON.stringify(account));
  await writeFile(file('note.mail.md'), `---\nto: ${ann.address}\nsubject: Note\n---\nSee https://curious.example/\n`);
  const verbs = [
    ['account', 'add', '--file', file('account.json')],
    ['account', 'check'],
    ['sync'],
    ['send', file('note.mail.md')],
  ];
  // One process for all, so that the engine that the first verb starts, and everything after it, is traced.
  await writeFile(
    file('verbs.cjs'),
    `const { execFileSync } = require('node:child_process');
const run = (...verb) => {
  const args = [${JSON.stringify(program)}, ...verb, '--profile', ${JSON.stringify(folder.path)}];
  const out = execFileSync(process.execPath, args, { encoding: 'utf8' });
  console.log(out);
  return out;
};
for (const verb of ${JSON.stringify(verbs)}) run(...verb);
run('read', JSON.parse(run('search', 'Look', '--json').split('\\n')[0]).id, '--html');`,
  );
  const env = { ...process.env, MAILROOM_PASSWORD: ann.password };
  const out = await runOk(trace.node, [file('verbs.cjs')], { env });
  assert.match(out, /"state":"done"/);
  assert.match(out, /"state":"sent"/);
  const { localPorts, elsewhere, names } = await trace.read();
  assert.deepEqual(
    [...localPorts].sort((a, b) => a - b),
    [dovecot.imapsPort, postfix.submissionPort].sort((a, b) => a - b),
  );
  assert.deepEqual([[...elsewhere], [...names]], [[], []]);
  for (const entry of await readdir(folder.path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    assert.equal(bytes.includes(ann.password), false, entry.name);
    assert.equal(bytes.includes(Buffer.from(ann.password).toString('base64')), false, entry.name);
  }
});
