import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Database } from '../../../../src/engine/store/database.ts';
import { MailboxStateStore } from '../../../../src/engine/store/mailboxState.ts';
import { MessageStore, type NewMessage } from '../../../../src/engine/store/messages.ts';
import { cacheMigrations } from '../../../../src/engine/store/schema/cache.ts';
import { ThreadStore } from '../../../../src/engine/store/threads.ts';
import { subjectSpanMs } from '../../../../src/engine/threads/limits.ts';
import { linkMessage } from '../../../../src/engine/threads/link.ts';
import { accountId, mailboxId } from '../../../../src/protocol/records.ts';
import { seeded } from '../../../support/seeded.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const ann = { name: 'Ann', address: 'ann@example.test' };
const bob = { name: 'Bob', address: 'bob@example.test' };
const carol = { name: 'Carol', address: 'carol@example.test' };

interface Mail {
  readonly name: string;
  readonly references?: readonly string[];
  readonly subject?: string;
  readonly from?: typeof ann;
  readonly to?: typeof ann;
  readonly day?: number;
}

/** Stores mails in their order, linking after each, and says which ended together, by name. */
function threadsOf(mails: readonly Mail[]): string[] {
  const cache = new Database(':memory:', { migrations: cacheMigrations, durability: 'normal' });
  const [account, id] = [accountId.parse('a1'), mailboxId.parse('m1')];
  const mailboxes = new MailboxStateStore({ cache });
  const place = { id, account, path: 'INBOX', name: 'INBOX', delimiter: '/', specialUse: 'inbox' } as const;
  mailboxes.applyListing(account, [{ ...place, selectable: true, subscribed: true, status: undefined }]);
  const overlay = { show: ({ mailbox }: { mailbox: typeof id }, flags: readonly string[]) => ({ mailbox, flags }) };
  const messages = new MessageStore({ cache, mailboxes, overlay });
  const threads = new ThreadStore({ cache });
  const groups = new Map<string, string[]>();
  for (const [index, mail] of mails.entries()) {
    messages.write('put', () => messages.put(mailboxes.get(id), 5, [stored(index + 1, mail)]));
    const { found } = threads.unlinked(Number.MAX_SAFE_INTEGER, 1_000);
    assert.equal(found.length, 1, 'linked ones are not found again');
    threads.write(() => found.map((message) => linkMessage(message, threads)));
  }
  assert.ok(threads.isComplete());
  for (const row of cache.all('SELECT uid, thread_id FROM message ORDER BY message_id')) {
    const name = mails[Number(row['uid']) - 1]?.name ?? '';
    const key = String(row['thread_id']);
    groups.set(key, [...(groups.get(key) ?? []), name].sort());
  }
  return [...groups.values()].map((names) => names.join(' ')).sort();
}

function stored(
  uid: number,
  { name, references = [], subject = name, from = ann, to = bob, day = 0 }: Mail,
): NewMessage {
  const date = start + day * dayMs;
  return {
    ...{ uid, flags: [], sortDate: date, internalDate: date, size: 1, from: [from], to: [to], hasAttachment: false },
    ...{
      messageId: `<${name}@x>`,
      references: references.map((each) => `<${each}@x>`).join(' '),
      inReplyTo: '',
      threadId: `<${name}@x>`,
      subject,
    },
    searchText: '',
  };
}

describe('G01 which messages are one conversation', () => {
  test('answers, answers to them, and answers to a mail that nobody has', () => {
    assert.deepEqual(
      threadsOf([
        { name: 'a' },
        { name: 'b', references: ['a'] },
        { name: 'c', references: ['gone'] },
        { name: 'd', references: ['gone'] },
        { name: 'e' },
      ]),
      ['a b', 'c d', 'e'],
    );
  });

  test('two conversations become one when a mail knows both', () => {
    const mails = [
      { name: 'a' },
      { name: 'b', references: ['a'] },
      { name: 'c' },
      { name: 'd', references: ['c'] },
      { name: 'e', references: ['b', 'd'] },
      { name: 'f', references: ['a'] },
    ];
    assert.deepEqual(threadsOf(mails), ['a b c d e f']);
  });

  test('the same subject alone joins nothing', () => {
    assert.deepEqual(
      threadsOf([
        { name: 'a', subject: 'Hello' },
        { name: 'b', subject: 'Hello' },
      ]),
      ['a', 'b'],
    );
  });

  test('an answer without references joins by subject, person and time', () => {
    const question = { name: 'a', subject: 'Lunch?' };
    const answer = { name: 'b', subject: '回复：Lunch?', from: bob, to: ann, day: 1 };
    assert.deepEqual(threadsOf([question, answer]), ['a b']);
    assert.deepEqual(threadsOf([question, { ...answer, day: subjectSpanMs / dayMs + 1 }]), ['a', 'b']);
    assert.deepEqual(threadsOf([question, { ...answer, from: carol, to: carol }]), ['a', 'b']);
    assert.deepEqual(threadsOf([question, { ...answer, references: ['elsewhere'] }]), ['a', 'b']);
    assert.deepEqual(threadsOf([question, { ...answer, subject: 'Re:' }]), ['a', 'b']);
  });

  test('in whatever order they come, the same mails are together', () => {
    const names = Array.from({ length: 16 }, (_, index) => `m${index}`);
    const who = fc.constantFrom(ann, bob, carol);
    const mailOf = (name: string) =>
      fc.record({
        name: fc.constant(name),
        references: fc.oneof(fc.constant([]), fc.array(fc.constantFrom(...names), { maxLength: 2 })),
        subject: fc.constantFrom('Lunch', 'Re: Lunch', 'AW: Lunch', '会议', '回复：会议', name),
        ...{ from: who, to: who, day: fc.nat(60) },
      });
    const mails = fc.tuple(...names.map(mailOf));
    const order = fc.shuffledSubarray(names, { minLength: names.length });
    fc.assert(
      fc.property(mails, order, (given, shuffled) => {
        const other = [...given].sort((a, b) => shuffled.indexOf(a.name) - shuffled.indexOf(b.name));
        assert.deepEqual(threadsOf(other), threadsOf(given));
      }),
      seeded(20, 60),
    );
  });
});
