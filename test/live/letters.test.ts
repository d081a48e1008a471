/** Letters as they leave and arrive: Markdown with pictures and a patch, through Postfix into Dovecot, read by others. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { draftRender } from '../../src/protocol/methods/draftRender.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import type { TextRef } from '../../src/protocol/records.ts';
import { ensurePrograms } from '../support/availability.ts';
import { run, runOk } from '../support/childProcess.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { readByPython } from '../support/readByPython.ts';
import { storedMessageWith } from '../support/storedMessages.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { type Dovecot, startDovecot } from './servers/dovecot.ts';
import { type Postfix, startPostfix } from './servers/postfix.ts';

const password = 'pä55 wörd';
const users = ['ann', 'bob'].map((name) => ({ address: `${name}@example.test`, password }));
/** One pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const letter = (subject: string, more = '') => `---
from: ann@example.test
to: bob@example.test
subject: ${subject}
attach: 报告.pdf
${more}---

Grüße **Bob**, a footnote[^1] and a long line of prose that goes on and on until it is longer than any line of a mail.

- [x] done
- [ ] open

| 名字 | count |
| :--- | ----: |
| 张伟 |     7 |

\`\`\`js
const veryLongLineOfCode = 'that must not be broken by anything on its way, whatever it takes, to the very end';
\`\`\`

![shot](a%20shot.png) <span style="color:#c00">red</span> <img src="a shot.png" width="40" alt="again">

[^1]: Because.
`;

describe('letters through Postfix into Dovecot', () => {
  let dovecot: Dovecot;
  let postfix: Postfix;
  let engine: TestEngine;
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  let ready = false;

  before(async () => {
    ready = await ensurePrograms('integration', ['dovecot', 'postfix', 'openssl', 'python3', 'git']);
    if (!ready) return;
    folder = await tempFolder('letters');
    await writeFile(join(folder.path, 'shot.png'), png);
    await writeFile(join(folder.path, 'report.pdf'), '%PDF-1.4 \0\r\n');
    dovecot = await startDovecot({ users });
    postfix = await startPostfix({ dovecot });
    engine = await startEngine({ secrets: async () => password });
    await engine.client.call(accountAdd, {
      config: {
        ...{ address: 'ann@example.test', name: 'Ann', auth: 'password', ca: dovecot.ca },
        imap: { host: 'localhost', port: dovecot.imapsPort, security: 'tls' },
        smtp: { host: 'localhost', port: postfix.submissionPort, security: 'starttls' },
      },
    });
  });
  after(async () => {
    await engine?.[Symbol.asyncDispose]();
    await postfix?.[Symbol.asyncDispose]();
    await dovecot?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });
  const needs = (context: TestContext) => {
    if (!ready) context.skip('dovecot, postfix, python3 or git is missing');
    return ready;
  };
  const files = () => [
    { reference: '报告.pdf', path: join(folder.path, 'report.pdf'), name: '报告.pdf' },
    { reference: 'a shot.png', path: join(folder.path, 'shot.png'), name: 'a shot.png' },
    { reference: 'own.css', path: join(folder.path, 'own.css'), name: 'own.css' },
  ];

  async function sent(text: string, mark: string): Promise<Buffer> {
    const named = files().filter(({ reference }) => text.includes(reference) || text.includes(encodeURI(reference)));
    const { item } = await engine.client.call(outboxEnqueue, { draft: '', text, files: named, undoMs: 0, wait: true });
    assert.equal(item.state, 'sent', JSON.stringify(item.failure));
    return (await storedMessageWith({ dovecot, address: 'bob@example.test' }, mark)).bytes;
  }

  test('E04 a letter in Markdown arrives as text and HTML, its picture inside, its file beside it', async (context) => {
    if (!needs(context)) return;
    const read = await readByPython(await sent(letter('A whole letter'), 'A whole letter'));
    assert.deepEqual(read.tree, [
      'multipart/mixed',
      ' multipart/alternative',
      '  text/plain',
      '  multipart/related',
      '   text/html',
      '   image/png',
      ' application/pdf',
    ]);
    // On purpose: programs that know no RFC 2231 read encoded words in the parameter `name`.
    const strange = /^(?:encoded word inside quoted string|missing trailing whitespace after encoded-word)$/;
    assert.deepEqual(
      read.defects.filter((defect) => !strange.test(defect)),
      [],
    );
    const [shot, pdf] = read.attachments;
    assert.deepEqual([shot?.filename, shot?.sha256], ['a shot.png', sha256(png)]);
    assert.equal(pdf?.filename, '报告.pdf');
    assert.equal(read.html.split(`src="cid:${shot?.cid}"`).length, 3, 'both places show the one picture');
    assert.match(read.html, /<span style="color:#c00">red<\/span>/);
    assert.match(read.html, /<img [^>]*alt="again" width="40"/);
    assert.match(read.html, /<td [^>]*align="right"[^>]*>7<\/td>/);
    assert.match(read.html, /☑ done/);
    assert.match(read.html, /<span style="color:#9a1f6b">const<\/span>/);
    // format=flowed (RFC 3676 §4.1): a line that ends in a space goes on in the next.
    const text = read.text.replace(/ \n/g, ' ');
    assert.match(text, /^Grüße \*\*Bob\*\*, a footnote\[1\] and a long line .* longer than any line of a mail\.$/m);
    assert.match(text, /^const veryLongLineOfCode = .* to the very end';$/m);
    assert.match(text, /^\| 张伟 \| {5}7 \|$/m);
    assert.match(text, /^\[shot\] red \[again\]$/m);
    assert.match(text, /^\[1\] Because\.$/m);
  });

  test('E04 with a style sheet of one’s own each element carries it', async (context) => {
    if (!needs(context)) return;
    await writeFile(join(folder.path, 'own.css'), 'body { color: #123456 } th { background-color: #abcdef }\n');
    const read = await readByPython(await sent(letter('In my own style', 'style: own.css\n'), 'In my own style'));
    assert.match(read.html, /^<div style="[^"]*color:#123456">/);
    assert.match(read.html, /<th [^>]*background-color:#abcdef/);
    assert.ok(!read.tree.includes(' text/css'), 'the sheet itself stays here');
  });

  test('E04 HTML of one’s own arrives byte for byte, its picture with it, and a text beside it', async (context) => {
    if (!needs(context)) return;
    const html =
      '<!doctype html>\n<html><head><style>@media (max-width:600px){p{font-size:18px}}</style></head>\n<body><h1>Ünser Brief</h1>\n' +
      '<p class="x">See <a href="https://example.test/">the page</a></p><img src="a shot.png" alt="shot"></body></html>\n';
    const read = await readByPython(
      await sent(`---\nto: bob@example.test\nsubject: Own HTML\nformat: html\n---\n${html}`, 'Own HTML'),
    );
    assert.equal(read.html, html.replace('a shot.png', `cid:${read.attachments[0]?.cid}`));
    assert.match(read.text, /Ünser Brief\n\nSee the page <https:\/\/example\.test\/>/);
  });

  for (const format of ['plain', 'flowed'])
    test(`E10 a patch pasted into a ${format} draft applies with git am byte for byte`, async (context) => {
      if (!needs(context)) return;
      const { patch, file, base } = await commitWithPatch(join(folder.path, `repo-${format}`));
      const subject = /^Subject: (.*)$/m.exec(patch)?.[1] ?? '';
      const body = patch.slice(patch.indexOf('\n\n') + 2);
      const draft = `---\nto: bob@example.test\nsubject: ${subject} ${format}\nformat: ${format}\n---\n\n${body}`;
      const bytes = await sent(draft, `${subject} ${format}`);
      const mail = join(folder.path, `${format}.eml`);
      await writeFile(mail, bytes);
      const clone = join(folder.path, `clone-${format}`);
      await git(join(folder.path, `repo-${format}`), 'worktree', 'add', '-q', '--detach', clone, base);
      const { code, stdout, stderr } = await run('git', ['-C', clone, ...identity, 'am', '-q', mail]);
      assert.equal(code, 0, `${stdout}${stderr}\n${bytes.toString()}`);
      assert.deepEqual(await readFile(join(clone, 'a.c')), file);
      assert.doesNotMatch(bytes.toString(), /format=flowed|text\/html/);
    });

  test('E01 E04 the preview of an unfinished draft is built as it would be sent', async (context) => {
    if (!needs(context)) return;
    const text = letter('Half done').replace('to: bob@example.test\n', 'to: bob\n');
    const large = Buffer.alloc(300_000, 'x');
    await writeFile(join(folder.path, 'report.pdf'), large);
    const shown = await engine.client.call(draftRender, { text, files: files().slice(0, 2) });
    assert.deepEqual(shown.to, []);
    assert.deepEqual(
      shown.problems.map(({ code, range }) => [code, range.startLine]),
      [['draft.badAddress', 2]],
    );
    assert.deepEqual(
      shown.attachments.map(({ filename, contentType, size }) => [filename, contentType, size]),
      [['报告.pdf', 'application/pdf', large.length]],
    );
    assert.ok(shown.isShortened);
    assert.ok(shown.sizeBytes > 400_000 && shown.sizeBytes < 430_000, `${shown.sizeBytes}`);
    assert.match(await textOf(shown.html), /<img alt="shot" src="data:image\/png;base64,/);
    assert.match(await textOf(shown.text), /^Grüße \*\*Bob\*\*/);
    assert.match(await textOf(shown.source), /^From: Ann <ann@example\.test>\r\nSubject: Half done\r\n/);
  });
});

async function textOf(ref: TextRef | null): Promise<string> {
  if (!ref) return '';
  return 'text' in ref ? ref.text : readFile(ref.file, 'utf8');
}

const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.test'];
const git = (folder: string, ...args: string[]) => runOk('git', ['-C', folder, ...identity, ...args]);

/** A commit whose patch has all that mail breaks: space at line ends, long lines, tabs, `From `, dots, no end of file. */
async function commitWithPatch(folder: string) {
  await mkdir(folder);
  await git(folder, 'init', '-q');
  const before = 'int a;\n\nFrom here on\n.\n> quoted\n \t\nint b;   \n';
  const file = Buffer.from(
    `int a;\n \n${'/* long */ '.repeat(20)}\nFrom there on\n..\n>> quoted\n\tint ü = "变量";\t\n-- \n--- not a mark\nint b; \n${'y'.repeat(1_200)}\nlast`,
  );
  await writeFile(join(folder, 'a.c'), before);
  await git(folder, 'add', '.');
  await git(folder, 'commit', '-qm', 'before');
  const base = (await git(folder, 'rev-parse', 'HEAD')).trim();
  await writeFile(join(folder, 'a.c'), file);
  await git(folder, 'commit', '-qam', 'Change what mail breaks\n\n    indented, with `code` and *stars*\n- a list');
  return { patch: await git(folder, 'format-patch', '--stdout', '-1'), file, base };
}
