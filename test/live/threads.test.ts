/** Conversations beside Dovecot's own threading of the same mails, and as they grow. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { threadGet } from '../../src/protocol/methods/threadGet.ts';
import type { MessageRow } from '../../src/protocol/records.ts';
import { runOk } from '../support/childProcess.ts';
import { type MessageOptions, message } from '../support/message.ts';
import { projectRoot } from '../support/projectRoot.ts';
import { seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, syncWorld } from '../support/syncWorld.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { type Dovecot, startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };
const corpus = join(projectRoot, '../shared/corpora/eml/notmuch');

/** Message-IDs, each with those of its thread as one text. */
type Threads = ReadonlyMap<string, string>;

function threadsFrom(groups: Iterable<readonly string[]>): Threads {
  return new Map([...groups].flatMap((ids) => ids.map((id) => [id, [...new Set(ids)].sort().join(' ')])));
}

const THREAD_REFS = `
import imaplib, sys
imap = imaplib.IMAP4('127.0.0.1', int(sys.argv[1]))
imap.login(sys.argv[2], sys.argv[3])
imap.select('INBOX', readonly=True)
print(imap.uid('THREAD', 'REFS', 'UTF-8', 'ALL')[1][0].decode())
`;

/** What Dovecot puts together by References alone (RFC 5256's syntax). */
async function dovecotThreads(dovecot: Dovecot, rows: readonly MessageRow[]): Promise<Threads> {
  const out = await runOk('python3', ['-c', THREAD_REFS, String(dovecot.imapPort), ann.address, ann.password]);
  const idOf = new Map(rows.map(({ uid, messageId }) => [uid, messageId]));
  const groups: string[][] = [];
  let depth = 0;
  for (const [token] of out.matchAll(/[()]|\d+/g)) {
    if (token === '(' && depth++ === 0) groups.push([]);
    else if (token === ')') depth--;
    else if (token !== '(') groups.at(-1)?.push(idOf.get(Number(token)) ?? '');
  }
  return threadsFrom(groups);
}

/** What notmuch puts together of the same files. */
async function notmuchThreads(mail: string, folder: string): Promise<Threads> {
  const config = join(folder, 'config');
  await writeFile(config, `[database]\npath=${mail}\n[user]\nname=x\nprimary_email=x@example.test\n`);
  const env = { ...process.env, NOTMUCH_CONFIG: config };
  const notmuch = async (...args: string[]) => runOk('notmuch', args, { env });
  await notmuch('new', '--quiet');
  const threads = JSON.parse(await notmuch('search', '--output=threads', '--format=json', '*'));
  const groups: string[][] = [];
  for (const thread of threads) {
    const ids: string[] = JSON.parse(await notmuch('search', '--output=messages', '--format=json', `thread:${thread}`));
    groups.push(ids.map((id) => `<${id}>`));
  }
  return threadsFrom(groups);
}

describe('Conversations', () => {
  if (existsSync(corpus)) {
    test('G01 at least 99 of 100 collected mails have the thread that Dovecot or notmuch gives them', async () => {
      await using dovecot = await startDovecot({ users: [ann] });
      const files = globSync('**/*', { cwd: corpus, withFileTypes: true }).filter((entry) => entry.isFile());
      const mails = files.map((entry) => ({ bytes: readFileSync(join(entry.parentPath, entry.name)) }));
      seedMailbox({ dovecot, address: ann.address }, mails);
      await using world = await syncWorld();
      const account = world.addAccount(dovecotAccount(dovecot, ann.address));
      await world.call(mailboxSync, { account });
      await waitFor(() => world.context.threads.isComplete(), { what: 'every message in a thread' });
      const rows = (await world.rows('INBOX')).filter(({ messageId }) => messageId !== '');
      const ours = threadsFrom(
        [...Map.groupBy(rows, ({ threadId }) => threadId).values()].map((group) =>
          group.map(({ messageId }) => messageId),
        ),
      );
      await using aside = await tempFolder('nm');
      await cp(corpus, join(aside.path, 'mail'), { recursive: true });
      const judges = [await dovecotThreads(dovecot, rows), await notmuchThreads(join(aside.path, 'mail'), aside.path)];
      assert.ok(ours.size > 200, `${ours.size} mails`);
      const others = [...ours].filter(([id, group]) => judges.every((judge) => judge.get(id) !== group));
      const shown = others.map(([id, group]) => [id, group, ...judges.map((judge) => judge.get(id))].join('\n  '));
      assert.ok(others.length <= ours.size / 100, shown.join('\n'));
    });
  }

  test('G01 answers in Sent and copies elsewhere belong to it, and a new mail joins it as it comes', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    const day = (number: number) => new Date(Date.UTC(2026, 4, number, 9));
    const mail = (number: number, follows: Pick<MessageOptions, 'references' | 'inReplyTo'>) =>
      message({ subject: `Plan ${number}`, date: day(number), messageId: `<plan-${number}@example.test>`, ...follows });
    const first = mail(1, {});
    const inbox = [first, mail(3, { references: '<plan-1@example.test> <plan-2@example.test>' }), mail(9, {})];
    const seed = (mailbox: string, mails: readonly Buffer[]) =>
      seedMailbox(
        { dovecot, address: ann.address, mailbox },
        mails.map((bytes) => ({ bytes })),
      );
    seed('INBOX', inbox);
    seed('Sent', [mail(2, { inReplyTo: '<plan-1@example.test>' })]);
    seed('Work', [first]);
    await using world = await syncWorld();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address));
    await world.call(mailboxSync, { account });
    await waitFor(() => world.context.threads.isComplete(), { what: 'every message in a thread' });
    const conversation = async () => {
      const row = (await world.rows('INBOX')).find(({ subject }) => subject === 'Plan 1');
      assert.ok(row);
      const { places } = await world.call(threadGet, { id: row.id });
      return places.map(({ row: { subject }, depth, copies }) => `${depth} ${subject} +${copies.length}`);
    };
    assert.deepEqual(await conversation(), ['0 Plan 1 +1', '1 Plan 2 +0', '2 Plan 3 +0']);
    await dovecot.deliver(ann.address, mail(4, { inReplyTo: '<plan-2@example.test>' }));
    await waitFor(async () => (await conversation()).length === 4, { what: 'the new answer' });
    assert.deepEqual((await conversation()).slice(2), ['2 Plan 3 +0', '2 Plan 4 +0']);
  });
});
