/** What people, files, servers and machines get wrong: a coded error or it simply works, and nothing is lost. */
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { isMailError } from '../../src/base/errors.ts';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { accountRemove } from '../../src/protocol/methods/accountRemove.ts';
import { draftJournal } from '../../src/protocol/methods/draftJournal.ts';
import { draftRecover } from '../../src/protocol/methods/draftRecover.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import { outboxRetry } from '../../src/protocol/methods/outboxRetry.ts';
import { secretProvide } from '../../src/protocol/methods/secretProvide.ts';
import type { AccountId, AttachmentFile, OutboxRecord } from '../../src/protocol/records.ts';
import { runOk } from '../support/childProcess.ts';
import { engineClient, startEngine, type TestEngine } from '../support/engine.ts';
import { type ScriptedSmtp, startScriptedSmtp } from '../support/scriptedSmtp.ts';
import { waitFor } from '../support/waitFor.ts';

const password = 'pä55 wörd 密码';

interface World extends AsyncDisposable {
  readonly server: ScriptedSmtp;
  readonly engine: TestEngine;
  readonly account: AccountId;
  readonly folder: string;
  /** What the window's secret store answers. */
  secret: string | null;
  send(text: string, more?: SendOptions): Promise<OutboxRecord>;
  /** A file in the folder, as a draft names it. */
  file(name: string, content: string | Uint8Array): Promise<AttachmentFile>;
  items(): Promise<readonly OutboxRecord[]>;
}

interface SendOptions {
  readonly draft?: string;
  readonly files?: readonly AttachmentFile[];
  readonly undoMs?: number;
  readonly wait?: boolean;
}

async function world({ extensions }: { readonly extensions?: readonly string[] } = {}): Promise<World> {
  await using resources = new AsyncDisposableStack();
  const server = resources.use(await startScriptedSmtp(extensions ? { extensions } : {}));
  const state = { secret: password as string | null };
  const engine = resources.use(await startEngine({ kind: 'editor', secrets: async () => state.secret }));
  const folder = join(engine.profile, '..', 'w');
  await mkdir(folder);
  const smtp = { host: '127.0.0.1', port: server.port, security: 'none' } as const;
  const config = { address: 'ann@example.test', name: 'Ann', auth: 'password', smtp } as const;
  const { account } = await engine.client.call(accountAdd, { config });
  const stack = resources.move();
  return {
    server,
    engine,
    account,
    folder,
    get secret() {
      return state.secret;
    },
    set secret(secret) {
      state.secret = secret;
    },
    async send(text, { draft = '', files = [], undoMs = 0, wait = true } = {}) {
      return (await engine.client.call(outboxEnqueue, { draft, text, files, undoMs, wait })).item;
    },
    async file(name, content) {
      const path = join(folder, name);
      await writeFile(path, content);
      return { path, name, reference: name };
    },
    items: async () => (await engine.client.call(outboxList, {})).items,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** A file that nobody may read: root, whom tests often run as, may read all but what the kernel keeps to itself. */
const unreadable = await (async () => {
  if (process.getuid?.() === 0) return '/proc/sys/vm/drop_caches';
  const path = join(tmpdir(), `mr-unreadable-${process.pid}`);
  await writeFile(path, 'x', { mode: 0o000 });
  after(() => rm(path));
  return path;
})();

const draft = (block: string, body = 'Hello.\n') => `---\nto: bob@example.test\n${block}---\n\n${body}`;

interface Fault {
  readonly title: string;
  readonly text: string;
  readonly code: string;
  readonly data?: object;
  readonly files?: (folder: string) => readonly AttachmentFile[];
}

/** Each is told by its code with what the sentence needs. */
const faults: readonly Fault[] = [
  {
    title: 'a header block without its end',
    text: '---\nto: bob@example.test\nsubject: Hi\n\nDear Bob: how are you?\n',
    code: 'draft.headerUnclosed',
    data: { line: 1 },
  },
  {
    title: 'an unknown header',
    text: draft('subjct: Hi\n'),
    code: 'draft.unknownHeader',
    data: { name: 'subjct', suggestion: 'subject' },
  },
  {
    title: 'an address without @',
    text: draft('subject: Hi\ncc: carol\n'),
    code: 'draft.badAddress',
    data: { address: 'carol', reason: 'noAt', header: 'cc' },
  },
  {
    title: 'CR and LF in a subject',
    text: draft('subject: "Hi\\r\\nBcc: eve@example.test"\n'),
    code: 'draft.badHeaderValue',
    data: { name: 'subject' },
  },
  {
    title: 'CR and LF in a header of one’s own',
    text: draft('subject: Hi\nx-tag: "a\\r\\nBcc: eve@example.test"\n'),
    code: 'draft.badHeaderValue',
    data: { name: 'x-tag' },
  },
  {
    title: 'CR and LF in a sender’s name',
    text: draft('subject: Hi\nfrom: "Ann\\r\\nBcc: eve@example.test <ann@example.test>"\n'),
    code: 'draft.badAddress',
  },
  {
    title: 'an attachment that is missing when the mail is sent',
    text: draft('subject: Hi\nattach: gone.pdf\n'),
    code: 'draft.attachmentMissing',
    data: { reference: 'gone.pdf' },
    files: (folder) => [{ path: join(folder, 'gone.pdf'), name: 'gone.pdf', reference: 'gone.pdf' }],
  },
  {
    title: 'an attachment that nobody looked up',
    text: draft('subject: Hi\nattach: gone.pdf\n'),
    code: 'draft.attachmentMissing',
    data: { reference: 'gone.pdf' },
  },
  {
    title: 'a folder in place of a file',
    text: draft('subject: Hi\nattach: docs\n'),
    code: 'draft.attachmentFolder',
    data: { reference: 'docs' },
    files: (folder) => [{ path: folder, name: 'docs', reference: 'docs' }],
  },
  {
    title: 'a file that may not be read',
    text: draft('subject: Hi\nattach: locked.pdf\n'),
    code: 'draft.attachmentUnreadable',
    data: { reference: 'locked.pdf' },
    files: () => [{ path: unreadable, name: 'locked.pdf', reference: 'locked.pdf' }],
  },
  {
    title: 'a pipe that nobody writes to',
    text: draft('subject: Hi\nattach: pipe\n'),
    code: 'draft.attachmentUnreadable',
    data: { reference: 'pipe' },
    files: (folder) => [{ path: join(folder, 'pipe'), name: 'pipe', reference: 'pipe' }],
  },
  {
    title: 'anchors in place of addresses',
    text: '---\nto: &bob bob@example.test\ncc: *bob\nsubject: Hi\n---\n\nHi\n',
    code: 'draft.badAddress',
  },
  {
    title: 'a tag before an address',
    text: '---\nto: !!str bob@example.test\nsubject: Hi\n---\n\nHi\n',
    code: 'draft.badAddress',
  },
  {
    title: 'a subject twice',
    text: draft('subject: Hi\nsubject: Hello\n'),
    code: 'draft.duplicateHeader',
    data: { name: 'subject' },
  },
  {
    title: 'a placeholder that is unknown, in a mail from a template',
    text: draft('subject: Hi\ntemplate: Reminder\n', 'Dear {{nmae}},\n\nsee you.\n'),
    code: 'draft.placeholderLeft',
  },
  {
    title: 'a picture that is missing',
    text: draft('subject: Hi\n', '![shot](shot.png)\n'),
    code: 'draft.attachmentMissing',
    data: { reference: 'shot.png' },
  },
];

describe('M12 a draft that cannot leave', () => {
  let here: World;
  before(async () => {
    here = await world();
    await runOk('mkfifo', [join(here.folder, 'pipe')]);
  });
  after(() => here[Symbol.asyncDispose]());

  for (const { title, text, code, data = {}, files = () => [] } of faults) {
    test(`${title} is told, nothing is queued, and the draft is kept`, async () => {
      const uri = `file:///d/${encodeURIComponent(title)}.mail.md`;
      await here.engine.client.call(draftJournal, { uri, text, folder: 'file:///d' });
      await assert.rejects(here.send(text, { draft: uri, files: files(here.folder) }), (error: unknown) => {
        assert.ok(isMailError(error));
        assert.partialDeepStrictEqual({ ...error }, { code, data, retry: 'afterUser' });
        return true;
      });
      assert.deepEqual(await here.items(), []);
      assert.equal(here.server.connections, 0);
      assert.equal((await here.engine.client.call(draftRecover, { uri })).text, text);
    });
  }
});

describe('E01 what people write and mean', () => {
  let here: World;
  before(async () => {
    here = await world();
  });
  after(() => here[Symbol.asyncDispose]());

  const leaves: readonly (readonly [title: string, text: string, to: readonly string[], subject: string])[] = [
    [
      'tabs for blanks',
      '---\nto:\tbob@example.test;\n\tcat@example.test\nsubject:\tTabs\there\n---\n\n\tHello\n',
      ['bob@example.test', 'cat@example.test'],
      'Tabs\there',
    ],
    [
      'a subject of colons, hashes, brackets and stars, unquoted',
      draft('subject: Re: #12: [x] *y*\n'),
      ['bob@example.test'],
      'Re: #12: [x] *y*',
    ],
    ['a quoted local part with a semicolon', '---\nto: "a; b"@x\nsubject: Quoted\n---\n\nHi\n', ['"a; b"@x'], 'Quoted'],
  ];
  for (const [title, text, to, subject] of leaves) {
    test(`${title} simply works`, async () => {
      const sent = await here.send(text);
      assert.equal(sent.state, 'sent', JSON.stringify(sent.failure));
      assert.equal(sent.subject, subject);
      const mail = here.server.accepted.find(({ messageId }) => messageId === sent.messageId);
      assert.deepEqual(mail?.recipients, to);
    });
  }

  test('a list of 2,000 addresses goes out in one transaction, each recipient once with a state of its own', async () => {
    const people = Array.from({ length: 2_000 }, (_, index) => `p${index}@example.test`);
    const sent = await here.send(`---\nto: ${people.join('; ')}\nsubject: To all\n---\n\nHello\n`);
    assert.equal(sent.state, 'sent', JSON.stringify(sent.failure));
    const mail = here.server.accepted.find(({ messageId }) => messageId === sent.messageId);
    assert.deepEqual(mail?.recipients, people);
    assert.ok(
      mail.bytes
        .toString('latin1')
        .split('\r\n')
        .every((line) => line.length <= 998),
    );
    assert.equal(sent.recipients.filter(({ state }) => state === 'accepted').length, 2_000);
  });

  for (const words of ['452 4.5.3 Error: too many recipients', '552 Too many recipients'])
    test(`250 addresses at a server that takes 100 at once (${words.slice(0, 3)}): in three rounds without a pause, each recipient once`, async () => {
      await using own = await world();
      let inTransaction = 0;
      own.server.script = ({ step }) => {
        if (step === 'mail') inTransaction = 0;
        if (step === 'rcpt') inTransaction += 1;
        return step === 'rcpt' && inTransaction > 100 ? words : undefined;
      };
      const people = Array.from({ length: 250 }, (_, index) => `p${index}@example.test`);
      const { id } = await own.send(`---\nto: ${people.join('; ')}\nsubject: To all\n---\n\nHello\n`, { wait: false });
      await waitFor(async () => (await own.items()).find((item) => item.id === id)?.state === 'sent');
      assert.deepEqual(
        own.server.accepted.map(({ recipients }) => recipients.length),
        [100, 100, 50],
      );
      assert.deepEqual(
        own.server.accepted.flatMap(({ recipients }) => recipients),
        people,
      );
    });

  test('a password beyond ASCII signs in as it is', async () => {
    await here.send(draft('subject: Signed in\n'));
    const said = here.server.commands.filter((line) => line.startsWith('AUTH PLAIN')).at(-1);
    const form = Buffer.from(said?.split(' ')[2] ?? '', 'base64').toString();
    assert.equal(form, `\0ann@example.test\0${password}`);
  });
});

describe('E05 attachments of any size, and those that go', () => {
  test('a file of 0 bytes arrives with 0 bytes', async () => {
    await using here = await world();
    const empty = await here.file('empty.txt', '');
    const sent = await here.send(draft('subject: Empty\nattach: empty.txt\n'), { files: [empty] });
    assert.equal(sent.state, 'sent');
    const source = here.server.accepted[0]?.bytes.toString() ?? '';
    assert.match(source, /filename="?empty\.txt"?\r\n(?:[^\r\n]+\r\n)*\r\n(?:\r\n)?--/);
  });

  test('a file deleted after it was queued leaves all the same', async () => {
    await using here = await world();
    const notes = await here.file('notes.txt', 'kept in the queue\n');
    const held = await here.send(draft('subject: Held\nattach: notes.txt\n'), {
      files: [notes],
      undoMs: 3_600_000,
      wait: false,
    });
    await rm(notes.path);
    await here.engine.kill();
    await here.engine.client.call(outboxRetry, { id: held.id });
    await waitFor(async () => (await here.items())[0]?.state === 'sent');
    const source = here.server.accepted[0]?.bytes.toString() ?? '';
    assert.ok(source.includes(Buffer.from('kept in the queue\n').toString('base64')));
  });

  test('a file that something writes to while it is read is told, nothing is queued; complete, it leaves', async () => {
    await using here = await world();
    const log = await here.file('server.log', Buffer.alloc(8_000_000, 'a line of the log\n'));
    const text = draft('subject: Log\nattach: server.log\n');
    const writing = setInterval(() => appendFileSync(log.path, 'one more\n'), 1);
    try {
      await assert.rejects(here.send(text, { files: [log] }), { code: 'draft.attachmentChanged', retry: 'afterUser' });
    } finally {
      clearInterval(writing);
    }
    assert.deepEqual([await here.items(), await readdir(join(here.engine.profile, 'outbox'))], [[], []]);
    const sent = await here.send(text, { files: [log] });
    assert.equal(sent.state, 'sent');
    const read = await simpleParser(here.server.accepted[0]?.bytes ?? '');
    assert.deepEqual(read.attachments[0]?.content, await readFile(log.path));
  });

  const large = new Uint8Array(30_000_000).fill(7);
  const words = '552 5.3.4 Message size exceeds fixed limit';
  for (const [when, step] of [
    ['at MAIL', 'mail'],
    ['inside the content', 'inContent'],
    ['after the final dot', 'dot'],
  ] as const) {
    test(`30 MB that the server refuses with 552 ${when}: told in its words, once, and the draft can be changed and sent`, async () => {
      await using here = await world({ extensions: ['PIPELINING', 'AUTH PLAIN'] });
      here.server.holdAfterBytes = 1_000_000;
      here.server.script = (moment) => (moment.step === step ? words : undefined);
      const uri = 'file:///d/large.mail.md';
      const text = draft('subject: Large\nattach: large.bin\n');
      const failed = await here.send(text, { draft: uri, files: [await here.file('large.bin', large)] });
      assert.deepEqual([failed.state, failed.failure?.code], ['failed', 'send.tooLarge']);
      assert.match(String(failed.failure?.data['serverSaid']), /size exceeds/);
      assert.equal(here.server.accepted.length, 0);
      const transactions = here.server.commands.filter((command) => command.startsWith('MAIL'));
      assert.equal(transactions.length, 1, 'what is refused for good is not tried again');
      here.server.script = () => undefined;
      const smaller = await here.send(draft('subject: Large\n'), { draft: uri });
      assert.equal(smaller.state, 'sent');
    });
  }

  test('30 MB above the SIZE that the server announces are not even begun', async () => {
    await using here = await world({ extensions: ['PIPELINING', 'AUTH PLAIN', 'SIZE 25000000'] });
    const files = [await here.file('large.bin', large)];
    await assert.rejects(here.send(draft('subject: Large\nattach: large.bin\n'), { files }), { code: 'send.tooLarge' });
    assert.equal(here.server.contentBytes, 0);
  });
});

describe('E07 a mail of 8 bits forwarded as an attachment', () => {
  const reference = 'message:aabc.mdef.1.2';
  const letter = 'From: zw@example.test\r\nSubject: raw\r\nContent-Transfer-Encoding: 8bit\r\n\r\n你好\r\n';
  const forward = async (here: World) => {
    const { path } = await here.file('letter.eml', letter);
    const files = [{ path, name: 'letter.eml', reference }];
    const sent = await here.send(draft(`subject: Fwd\nattach: ${reference}\n`), { files });
    assert.equal(sent.state, 'sent', JSON.stringify(sent.failure));
    return here.server.accepted[0]?.bytes ?? Buffer.alloc(0);
  };

  test('goes as it is where the server takes 8 bits', async () => {
    await using here = await world({ extensions: ['AUTH PLAIN', '8BITMIME'] });
    const bytes = await forward(here);
    assert.ok(bytes.includes(letter));
    assert.match(bytes.toString(), /^Content-Type: message\/rfc822/m);
    assert.match(here.server.commands.find((line) => line.startsWith('MAIL')) ?? '', / BODY=8BITMIME/);
  });

  test('goes as a file in 7 bits where it does not, and opens to the same bytes', async () => {
    await using here = await world({ extensions: ['AUTH PLAIN'] });
    const bytes = await forward(here);
    assert.ok(bytes.every((byte) => byte < 128));
    assert.ok(
      bytes.toString().replaceAll('\r\n', '').includes(Buffer.from(letter.trimEnd()).toString('base64').slice(0, 80)),
    );
    assert.doesNotMatch(bytes.toString(), /message\/rfc822/);
  });
});

describe('F02 servers, windows and stores that do not hold', () => {
  test('a server that closes after its greeting: the mail waits, says why, and leaves once when it can', async () => {
    await using here = await world();
    here.server.script = ({ step, close }) => {
      if (step === 'ehlo') close();
      return undefined;
    };
    const waits = await here.send(draft('subject: Later\n'));
    assert.deepEqual([waits.state, waits.failure?.code, waits.failure?.retry], ['queued', 'net.closed', 'later']);
    here.server.script = () => undefined;
    await here.engine.client.call(outboxRetry, { id: waits.id });
    await waitFor(async () => (await here.items())[0]?.state === 'sent');
    assert.equal(here.server.copiesFor('bob@example.test'), 1);
  });

  test('two windows that send the same draft at once: one mail, the other is told so', async () => {
    await using here = await world();
    const other = engineClient({ profile: here.engine.profile, kind: 'editor', secrets: async () => password });
    const request = {
      draft: 'file:///d/same.mail.md',
      text: draft('subject: Same\n'),
      files: [],
      undoMs: 0,
      wait: true,
    };
    const results = await Promise.allSettled([
      here.engine.client.call(outboxEnqueue, request),
      other.call(outboxEnqueue, request),
    ]);
    other.dispose();
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const refused = results.find(({ status }) => status === 'rejected');
    assert.equal(refused?.status === 'rejected' && refused.reason.code, 'draft.alreadyQueued');
    assert.equal(here.server.copiesFor('bob@example.test'), 1);
    assert.equal((await here.items()).length, 1);
  });

  test('an emptied secret store: the mail waits without a failure, and leaves once the secret is given', async () => {
    await using here = await world();
    here.secret = null;
    const waits = await here.send(draft('subject: Waits for its secret\n'));
    assert.deepEqual([waits.state, waits.failure], ['queued', null]);
    await here.engine.kill();
    assert.deepEqual(
      (await here.items()).map(({ state, failure }) => [state, failure]),
      [['queued', null]],
    );
    assert.equal(here.server.connections, 0);
    await here.engine.client.call(secretProvide, { account: here.account, service: 'imap', secret: password });
    await waitFor(async () => (await here.items())[0]?.state === 'sent');
    assert.equal(here.server.copiesFor('bob@example.test'), 1);
  });

  test('an account with mail in the outbox is removed only when that mail is given up, and nothing of it leaves', async () => {
    await using here = await world();
    const { account } = here;
    await here.send(draft('subject: Held\n'), { undoMs: 3_600_000, wait: false });
    await assert.rejects(here.engine.client.call(accountRemove, { account, discardOutbox: false }), {
      code: 'account.hasOutbox',
    });
    assert.equal((await here.items())[0]?.state, 'held');
    await here.engine.client.call(accountRemove, { account, discardOutbox: true });
    assert.deepEqual(await here.items(), []);
    assert.equal(here.server.connections, 0);
  });

  test('an account removed while its mail is being sent: the line is cut before the dot, nothing arrives', async () => {
    await using here = await world();
    const released = Promise.withResolvers<undefined>();
    here.server.holdAfterBytes = 100_000;
    here.server.script = ({ step }) => (step === 'inContent' ? released.promise : undefined);
    const files = [await here.file('some.bin', new Uint8Array(30_000_000))];
    await here.send(draft('subject: Cut\nattach: some.bin\n'), { files, wait: false });
    await waitFor(() => here.server.contentBytes >= 100_000);
    await here.engine.client.call(accountRemove, { account: here.account, discardOutbox: true });
    released.resolve(undefined);
    await waitFor(() => here.server.open === 0, { what: 'the line to be cut' });
    assert.equal(here.server.accepted.length, 0);
    assert.ok(here.server.contentBytes < 30_000_000, 'the rest is not sent for nothing');
    assert.deepEqual(await here.items(), []);
  });
});
