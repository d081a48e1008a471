/**
 * Failures as they come about, provoked one by one at the whole engine: each has a code, a sentence in both languages
 * that says what happened and what to do, and Details with the server's own words and no stack. The sentences are kept
 * in test/golden/errors.txt to be read as a whole.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import type { ErrorCode } from '../../src/base/errorCodes.ts';
import { isMailError, MailError } from '../../src/base/errors.ts';
import { statusReport } from '../../src/commands/showStatus.ts';
import { describeError } from '../../src/host/errorNotice.ts';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { accountCheck } from '../../src/protocol/methods/accountCheck.ts';
import { accountList } from '../../src/protocol/methods/accountList.ts';
import { accountRemove } from '../../src/protocol/methods/accountRemove.ts';
import { batchUndo } from '../../src/protocol/methods/batchUndo.ts';
import { engineStatus } from '../../src/protocol/methods/engineStatus.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { messageRead } from '../../src/protocol/methods/messageRead.ts';
import { messageReadFile } from '../../src/protocol/methods/messageReadFile.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxRetry } from '../../src/protocol/methods/outboxRetry.ts';
import {
  type AccountConfig,
  type AccountId,
  type AttachmentFile,
  batchId,
  type Endpoint,
  type Failure,
  mailboxId,
  messageId,
  outboxId,
} from '../../src/protocol/records.ts';
import { translator } from '../../src/texts/translator.ts';
import { ensurePrograms } from '../support/availability.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { freePort, portOf } from '../support/freePort.ts';
import { assertGolden } from '../support/golden.ts';
import { projectRoot } from '../support/projectRoot.ts';
import { type ScriptedSmtp, type SmtpScript, startScriptedSmtp } from '../support/scriptedSmtp.ts';
import { waitFor } from '../support/waitFor.ts';
import { makeCertificates } from './servers/certificates.ts';
import { type Dovecot, startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann.private@example.test', password: 'S3cret-码-word' };
const chinese: unknown = JSON.parse(readFileSync(join(projectRoot, 'l10n/bundle.l10n.zh-cn.json'), 'utf8'));

let engine: TestEngine;
let smtp: ScriptedSmtp;
let dovecot: Dovecot;
let account: AccountId;
let folder = '';
const closing = new AsyncDisposableStack();

before(async () => {
  if (!(await ensurePrograms('integration', ['dovecot', 'openssl']))) return;
  dovecot = closing.use(await startDovecot({ users: [ann] }));
  smtp = closing.use(await startScriptedSmtp({ extensions: ['AUTH PLAIN', 'PIPELINING'] }));
  engine = closing.use(await startEngine({ kind: 'editor', secrets: async () => ann.password }));
  folder = join(engine.profile, '..', 'w');
  await mkdir(folder);
  account = (await engine.client.call(accountAdd, { config: config() })).account;
  await engine.client.call(mailboxSync, { account });
});
after(() => closing.disposeAsync());

const plain = (port: number): Endpoint => ({ host: '127.0.0.1', port, security: 'none' });

function config(more: Partial<AccountConfig> = {}): AccountConfig {
  const imap = { host: 'localhost', port: dovecot.imapsPort, security: 'tls' } as const;
  return { address: ann.address, name: 'Ann', auth: 'password', imap, smtp: plain(smtp.port), ca: dovecot.ca, ...more };
}

/** A server on loopback that answers each line as told; it ends with the suite. */
async function lines(greeting: string, answer: (line: string, socket: Socket) => void = () => {}): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    let rest = '';
    socket.on('data', (bytes) => {
      const all = `${rest}${bytes.toString('latin1')}`.split('\r\n');
      rest = all.pop() ?? '';
      for (const line of all) answer(line, socket);
    });
    if (greeting) socket.write(`${greeting}\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return portOf(server);
}

/** How the incoming server of these settings fails. */
async function checked(more: Partial<AccountConfig>): Promise<Failure | null> {
  const { incoming } = await engine.client.call(accountCheck, { config: config(more), secret: ann.password });
  return incoming.failure;
}

/** What becomes of a mail on a server that plays `script`. */
async function sent(script: SmtpScript, block = '', files: readonly AttachmentFile[] = []): Promise<Failure | null> {
  smtp.script = script;
  try {
    const text = `---\nto: bob.private@example.test\nsubject: Merger plans\n${block}---\n\nHello\n`;
    const params = { draft: '', text, files, undoMs: 0, wait: true };
    return (await engine.client.call(outboxEnqueue, params)).item.failure;
  } finally {
    smtp.script = () => undefined;
  }
}

const enqueue = (text: string, files: readonly AttachmentFile[] = []) =>
  engine.client.call(outboxEnqueue, { draft: '', text, files, undoMs: 0 });
const block = (header: string) => `---\nto: bob.private@example.test\nsubject: Merger plans\n${header}---\n\nHello\n`;
const imapSays = (tagged: string) =>
  lines('* OK ready', (line, socket) => {
    const [tag = '*', command = ''] = line.split(' ');
    if (/^capability$/i.test(command)) socket.write('* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n');
    socket.write(`${tag} ${/^(login|authenticate)$/i.test(command) ? tagged : 'OK done'}\r\n`);
  });

interface Provocation {
  readonly what: string;
  readonly code: ErrorCode;
  /** The server's words that Details must hold. */
  readonly words?: RegExp;
  /** Returns or throws the failure. */
  readonly provoke: () => Promise<unknown>;
}

const provocations: readonly Provocation[] = [
  {
    what: 'a wrong password',
    code: 'auth.refused',
    words: /Authentication failed/,
    provoke: async () =>
      (await engine.client.call(accountCheck, { config: config(), secret: 'not this one' })).incoming.failure,
  },
  {
    what: 'the password where QQ wants its code',
    code: 'auth.needsCode',
    words: /Password is incorrect/,
    provoke: async () =>
      checked({
        provider: 'qq',
        imap: plain(await imapSays('NO [AUTHENTICATIONFAILED] Login fail. Password is incorrect')),
      }),
  },
  {
    what: 'IMAP switched off at the provider',
    code: 'auth.serviceOff',
    words: /not enabled for IMAP/,
    provoke: async () =>
      checked({ provider: 'gmail', imap: plain(await imapSays('NO Your account is not enabled for IMAP use')) }),
  },
  {
    what: 'nobody listens on the port',
    code: 'net.refused',
    provoke: async () => checked({ imap: { ...plain(await freePort()), security: 'tls' } }),
  },
  {
    what: 'TLS spoken to a plain port',
    code: 'net.notTls',
    provoke: async () => checked({ imap: { ...plain(await lines('* OK ready')), security: 'tls' } }),
  },
  {
    what: 'a server that takes STARTTLS away',
    code: 'net.startTlsMissing',
    provoke: async () => checked({ imap: { ...plain(await imapSays('OK')), security: 'starttls' } }),
  },
  {
    what: 'no encryption to another machine',
    code: 'net.plaintextRefused',
    provoke: () => checked({ imap: { host: '192.0.2.1', port: 143, security: 'none' } }),
  },
  {
    what: 'a server that closes after its greeting',
    code: 'net.closed',
    provoke: async () => checked({ imap: plain(await lines('* OK ready', (_line, socket) => socket.destroy())) }),
  },
  {
    what: 'a web server on the port',
    code: 'net.notMailServer',
    provoke: async () => {
      const port = await lines('HTTP/1.1 400 Bad Request', (_line, socket) => socket.end());
      const params = { config: config({ smtp: plain(port) }), secret: ann.password };
      return (await engine.client.call(accountCheck, params)).outgoing?.failure;
    },
  },
  {
    what: 'a certificate of an unknown authority',
    code: 'net.certificateUntrusted',
    provoke: async () => {
      const { certificate, key } = await makeCertificates(folder);
      const server = createTlsServer({ cert: await readFile(certificate), key: await readFile(key) });
      server.on('tlsClientError', () => {}); // A client that distrusts it hangs up: that is the test.
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      closing.defer(() => void server.close());
      return checked({ imap: { ...plain(portOf(server)), security: 'tls' } });
    },
  },
  {
    what: 'an account that is there already',
    code: 'account.exists',
    provoke: () => engine.client.call(accountAdd, { config: config() }),
  },
  {
    what: 'an address that is none',
    code: 'account.badAddress',
    provoke: () => engine.client.call(accountAdd, { config: config({ address: 'ann' }) }),
  },
  {
    what: 'a folder that is gone',
    code: 'mailbox.unknown',
    provoke: () => engine.client.call(messageList, { mailbox: mailboxId.parse('mgone'), limit: 10 }),
  },
  {
    what: 'a message that is gone',
    code: 'message.unknown',
    provoke: () => engine.client.call(messageRead, { id: messageId.parse(`${account}.mgone.1.1`) }),
  },
  {
    what: 'a file that is gone',
    code: 'file.missing',
    provoke: () => engine.client.call(messageReadFile, { path: '/nowhere/mail.eml' }),
  },
  {
    what: 'nothing to undo',
    code: 'operation.unknown',
    provoke: () => engine.client.call(batchUndo, { batch: batchId.parse('bgone') }),
  },
  { what: 'a draft without its header block', code: 'draft.noHeaderBlock', provoke: () => enqueue('Hello Bob\n') },
  {
    what: 'a header block without its end',
    code: 'draft.headerUnclosed',
    provoke: () => enqueue('---\nto: bob.private@example.test\n\nHello\n'),
  },
  { what: 'an unknown header', code: 'draft.unknownHeader', provoke: () => enqueue(block('subjct: Hi\n')) },
  { what: 'an address without @', code: 'draft.badAddress', provoke: () => enqueue(block('cc: carol\n')) },
  { what: 'nobody to send to', code: 'draft.noRecipient', provoke: () => enqueue('---\nsubject: Hi\n---\n\nHello\n') },
  {
    what: 'a line break in a header',
    code: 'draft.badHeaderValue',
    provoke: () => enqueue(block('x-tag: "a\\r\\nBcc: eve@example.test"\n')),
  },
  {
    what: 'a sender that no account has',
    code: 'draft.badFrom',
    provoke: () => enqueue(block('from: eve@example.test\n')),
  },
  {
    what: 'a missing attachment',
    code: 'draft.attachmentMissing',
    provoke: () =>
      enqueue(block('attach: report.pdf\n'), [
        { path: join(folder, 'report.pdf'), name: 'r', reference: 'report.pdf' },
      ]),
  },
  {
    what: 'a folder in place of a file',
    code: 'draft.attachmentFolder',
    provoke: () => enqueue(block('attach: docs\n'), [{ path: folder, name: 'docs', reference: 'docs' }]),
  },
  {
    what: 'a mail that the server finds too large',
    code: 'send.tooLarge',
    words: /size exceeds/,
    provoke: () => sent(({ step }) => (step === 'dot' ? '552 5.3.4 Message size exceeds fixed limit' : undefined)),
  },
  {
    what: 'a recipient that the server does not know',
    code: 'send.recipientRefused',
    words: /No such user here/,
    provoke: () => sent(({ step }) => (step === 'rcpt' ? '550 5.1.1 No such user here' : undefined)),
  },
  {
    what: 'a mail that the server takes for junk',
    code: 'send.spam',
    words: /rejected as spam/,
    provoke: () => sent(({ step }) => (step === 'dot' ? '554 5.7.1 Message rejected as spam' : undefined)),
  },
  {
    what: 'a server that wants it later',
    code: 'send.temporary',
    words: /Greylisted/,
    provoke: () => sent(({ step }) => (step === 'rcpt' ? '451 4.7.1 Greylisted, come back' : undefined)),
  },
  {
    what: 'a line lost after the final dot',
    code: 'send.inDoubt',
    provoke: () =>
      sent(({ step, close }) => {
        if (step === 'reply') close();
        return undefined;
      }),
  },
  {
    what: 'a mail that is not in the outbox any more',
    code: 'send.unknown',
    provoke: () => engine.client.call(outboxRetry, { id: outboxId.parse('ogone') }),
  },
  {
    what: 'an account with mail in the outbox',
    code: 'account.hasOutbox',
    provoke: () => engine.client.call(accountRemove, { account, discardOutbox: false }),
  },
];

async function failureOf({ provoke }: Provocation): Promise<unknown> {
  try {
    return await provoke();
  } catch (error) {
    return error;
  }
}

function contents(value: unknown): { [sentence: string]: string } {
  return Object.fromEntries(Object.entries(Object(value)).map(([key, text]) => [key, String(text)]));
}

describe('M12 errors as they come about', () => {
  const seen: { readonly what: string; readonly code: string; readonly en: string; readonly zh: string }[] = [];

  for (const provocation of provocations) {
    const { what, code, words } = provocation;
    test(`${what}: ${code}, in two languages, with the server’s words under Details`, { timeout: 60_000 }, async () => {
      const failure = await failureOf(provocation);
      assert.equal(Object(failure).code, code, JSON.stringify(failure));
      if (failure instanceof Error) assert.ok(isMailError(failure));
      const en = describeError(translator(), failure);
      const zh = describeError(translator(contents(chinese)), failure);
      for (const { sentence, details } of [en, zh]) {
        assert.doesNotMatch(sentence, /[{}]|undefined|\[object|Error\b|ERR_|\n|\bat .+:\d+/);
        assert.ok(!sentence.includes(code));
        assert.doesNotMatch(details, /\n\s+at |node:internal|\.cjs|\.ts:\d/);
        assert.ok(details.startsWith(sentence) && details.includes(code));
        if (words) assert.match(details, words);
        assert.ok(!`${sentence}${details}`.includes(ann.password));
      }
      assert.match(en.sentence, /^[“\p{L}\d].*[.?]$/u);
      assert.match(zh.sentence, /\p{Script=Han}.*[。？]$/u);
      seen.push({ what, code, en: en.sentence, zh: zh.sentence });
    });
  }

  test('the sentences read as a whole', () => {
    assert.equal(seen.length, provocations.length);
    const text = seen.map(({ what, code, en, zh }) => `${what} (${code})\n  ${en}\n  ${zh}\n`).join('\n');
    assertGolden('errors.txt', text.replaceAll(folder, 'FOLDER').replace(/\b\d{4,5}\b/g, 'PORT'));
  });
});

describe('M12 the report for support', () => {
  test('holds versions, states, counts and codes, and nothing of the person: no address, host, subject, path or secret', async () => {
    const secretPath = join(folder, 'salary.txt');
    await writeFile(secretPath, 'x');
    await engine.client.call(accountAdd, {
      config: config({
        address: 'eve.private@example.test',
        label: 'Secret label',
        user: 'eve-login',
        imap: { host: 'private-host.invalid', port: 993, security: 'tls' },
      }),
    });
    const { accounts, mailboxes } = await waitFor(async () => {
      const all = (await engine.client.call(accountList, {})).accounts;
      const failed = all.some(({ failure }) => failure?.code.startsWith('net.'));
      return failed && { accounts: all, mailboxes: (await engine.client.call(mailboxList, {})).mailboxes };
    });
    const status = await engine.client.call(engineStatus, {});
    for (const told of [
      status,
      new MailError('store.full', { data: { path: secretPath } }),
      new Error(`ENOENT: ${secretPath}`),
    ]) {
      const report = statusReport('0.1.0', told, { accounts, mailboxes });
      assert.match(report, /^mailroom: 0\.1\.0$/m);
      assert.match(report, /account 2:\n {2}provider: other\n {2}state: offline\n {2}failure: net\./);
      const names = [
        ...accounts.flatMap(({ id, config: one }) => [id, one.name, one.address]),
        ...mailboxes.map(({ path }) => path),
      ];
      const hidden = [
        ...names,
        'private',
        'Secret label',
        'eve-login',
        'localhost',
        '127.0.0.1',
        'Merger',
        ann.password,
      ];
      for (const text of [...hidden, folder, engine.profile, secretPath, 'salary', process.env['HOME'] ?? '/root'])
        assert.ok(!report.includes(text), `${text} in\n${report}`);
      assert.doesNotMatch(report, /@|\/[a-z]+\/|\b\d{1,3}(\.\d{1,3}){3}\b/);
    }
  });
});
