import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { contentOf } from '../../../../src/engine/compose/draftContent.ts';
import { parseDraft } from '../../../../src/engine/compose/draftParser.ts';
import { composeForward, composeForwardAttached, composeReply } from '../../../../src/engine/compose/newDraft.ts';
import type { SourceMessage } from '../../../../src/engine/compose/sourceMessage.ts';
import { parseAddressList } from '../../../../src/mail/mime/address.ts';
import { assertGolden } from '../../../support/golden.ts';
import { senderAccount } from './fixtures.ts';

const me = 'ann@example.test';
const accounts = [senderAccount()];
const wishes = { to: [], subject: '', body: '', attach: [] };
const circumstances = { accounts, account: accounts[0]?.id, timeZone: 'UTC' };

interface Given {
  readonly from?: string;
  readonly to?: string;
  readonly cc?: string;
  readonly replyTo?: string;
  readonly followup?: string;
  readonly listPost?: string;
  readonly references?: readonly string[];
  readonly messageId?: string;
  readonly deliveredTo?: string;
  readonly originalTo?: string;
  readonly resentTo?: string;
  readonly mailReplyTo?: string;
  readonly bcc?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly format?: SourceMessage['format'];
  readonly attachments?: SourceMessage['attachments'];
}

function source(given: Given): SourceMessage {
  const list = (text = '') => parseAddressList(text).mailboxes.map(({ name, address }) => ({ name, address }));
  return {
    id: 'aabc.mdef.1.2',
    messageId: given.messageId ?? '<m@x.test>',
    references: given.references ?? [],
    from: list(given.from ?? 'Bob <bob@x.test>'),
    to: list(given.to ?? me),
    cc: list(given.cc),
    bcc: list(given.bcc),
    replyTo: list(given.replyTo),
    mailReplyTo: list(given.mailReplyTo),
    mailFollowupTo: list(given.followup),
    listPost: given.listPost ? [given.listPost] : [],
    resentTo: list(given.resentTo),
    originalTo: list(given.originalTo),
    deliveredTo: list(given.deliveredTo),
    subject: given.subject ?? 'Build',
    date: Date.UTC(2026, 0, 5, 9, 30),
    text: given.text ?? 'Hello\n',
    format: given.format ?? 'markdown',
    attachments: given.attachments ?? [],
  };
}

interface Case {
  readonly name: string;
  readonly given: Given;
  /** To and Cc of an answer to one, and to all; and References of both. */
  readonly one: string;
  readonly all: readonly [to: string, cc: string];
  readonly references?: string;
}

const list = 'dev@lists.test';
const cases: readonly Case[] = [
  { name: 'a mail to me', given: {}, one: 'bob@x.test', all: ['bob@x.test', ''] },
  {
    name: 'a mail to me and another',
    given: { to: `${me}, cat@x.test` },
    one: 'bob@x.test',
    all: ['bob@x.test cat@x.test', ''],
  },
  {
    name: 'with Cc',
    given: { cc: 'cat@x.test; dan@x.test' },
    one: 'bob@x.test',
    all: ['bob@x.test', 'cat@x.test dan@x.test'],
  },
  { name: 'me in Cc', given: { to: 'cat@x.test', cc: me }, one: 'bob@x.test', all: ['bob@x.test cat@x.test', ''] },
  {
    name: 'me in another case',
    given: { to: 'ANN@Example.TEST, cat@x.test' },
    one: 'bob@x.test',
    all: ['bob@x.test cat@x.test', ''],
  },
  {
    name: 'me with a tag',
    given: { to: 'ann+work@example.test, cat@x.test' },
    one: 'bob@x.test',
    all: ['bob@x.test cat@x.test', ''],
  },
  { name: 'blind copy to me', given: { to: 'cat@x.test' }, one: 'bob@x.test', all: ['bob@x.test cat@x.test', ''] },
  { name: 'Reply-To elsewhere', given: { replyTo: 'desk@x.test' }, one: 'desk@x.test', all: ['desk@x.test', ''] },
  {
    name: 'several in Reply-To',
    given: { replyTo: 'bob@x.test, cat@x.test' },
    one: 'bob@x.test cat@x.test',
    all: ['bob@x.test cat@x.test', ''],
  },
  {
    name: 'Reply-To holds me',
    given: { replyTo: `bob@x.test, ${me}` },
    one: `bob@x.test ${me}`,
    all: ['bob@x.test', ''],
  },
  { name: 'Reply-To is the writer', given: { replyTo: 'BOB@x.test' }, one: 'BOB@x.test', all: ['BOB@x.test', ''] },
  { name: 'a list', given: { to: list, listPost: list }, one: 'bob@x.test', all: [`bob@x.test ${list}`, ''] },
  {
    name: 'a list that sets Reply-To to itself',
    given: { to: list, listPost: list, replyTo: list },
    one: 'bob@x.test',
    all: [`bob@x.test ${list}`, ''],
  },
  {
    name: 'a list that writes in its own name',
    given: { from: `Bob via dev <${list}>`, to: list, listPost: list, replyTo: 'bob@x.test' },
    one: 'bob@x.test',
    all: [`bob@x.test ${list}`, ''],
  },
  {
    name: 'a list in its own name and to itself',
    given: { from: `Bob via dev <${list}>`, to: list, listPost: list, replyTo: list },
    one: list,
    all: [list, ''],
  },
  {
    name: 'Mail-Followup-To',
    given: { to: list, cc: 'cat@x.test', followup: `${list}, ${me}` },
    one: 'bob@x.test',
    all: [list, ''],
  },
  { name: 'Mail-Followup-To with only me', given: { followup: me }, one: 'bob@x.test', all: ['bob@x.test', ''] },
  {
    name: 'my own mail',
    given: { from: me, to: 'bob@x.test, cat@x.test', cc: 'dan@x.test' },
    one: 'bob@x.test cat@x.test',
    all: ['bob@x.test cat@x.test', 'dan@x.test'],
  },
  { name: 'my own mail to me', given: { from: me, to: me }, one: me, all: [me, ''] },
  {
    name: 'my own mail with Cc alone',
    given: { from: me, to: me, cc: 'bob@x.test' },
    one: 'bob@x.test',
    all: ['bob@x.test', ''],
  },
  {
    name: 'somebody twice',
    given: { to: `${me}, bob@x.test, cat@x.test`, cc: 'CAT@x.test, bob@x.test' },
    one: 'bob@x.test',
    all: ['bob@x.test cat@x.test', ''],
  },
  {
    name: 'resent by another',
    given: { from: 'Bob <bob@x.test>', to: 'old@y.test', deliveredTo: me },
    one: 'bob@x.test',
    all: ['bob@x.test old@y.test', ''],
  },
  {
    name: 'undisclosed recipients',
    given: { to: 'undisclosed-recipients:;' },
    one: 'bob@x.test',
    all: ['bob@x.test', ''],
  },
  {
    name: 'in a thread',
    given: { references: ['<a@x>', '<b@x>'] },
    one: 'bob@x.test',
    all: ['bob@x.test', ''],
    references: '<a@x> <b@x> <m@x.test>',
  },
  {
    name: 'without a Message-ID',
    given: { messageId: '', references: ['<a@x>'] },
    one: 'bob@x.test',
    all: ['bob@x.test', ''],
    references: '<a@x>',
  },
];

describe('answers', () => {
  for (const { name, given, one, all, references = '<m@x.test>' } of cases) {
    test(`E07 ${name}`, () => {
      const read = (toAll: boolean) =>
        contentOf(
          parseDraft(composeReply(source(given), { scope: toAll ? 'all' : 'one' }, wishes, circumstances).text),
        );
      const addresses = (mailboxes: readonly { readonly address: string }[]) =>
        mailboxes.map(({ address }) => address).join(' ');
      const [single, everybody] = [read(false), read(true)];
      assert.deepEqual([addresses(single.to), addresses(single.cc)], [one, ''], 'reply');
      assert.deepEqual([addresses(everybody.to), addresses(everybody.cc)], all, 'reply all');
      assert.equal(everybody.references.join(' '), references);
      assert.equal(everybody.inReplyTo.join(' '), given.messageId ?? '<m@x.test>');
      assert.equal(everybody.bcc.length, 0);
    });
  }

  test('E07 an answer as a document: short block, attribution, quotes, cursor above them', () => {
    const text = 'Hi Ann,\n\n> you wrote\n\nthe *build* is red.\n-- \nBob\n';
    const {
      text: draft,
      name,
      cursor,
    } = composeReply(source({ subject: 'RE: 回复: Build: red?', text }), { scope: 'one' }, wishes, circumstances);
    assertGolden('compose/reply.md', draft);
    assert.equal(name, 're-build-red.mail.md');
    assert.equal(draft.split('\n')[cursor.line], '', 'the cursor stands on an empty line');
    assert.equal(draft.split('\n')[cursor.line - 2], '---');
  });

  test('E07 a Chinese mail gets a Chinese attribution', () => {
    const { text } = composeReply(
      source({ from: '张伟 <zw@qq.com>', subject: '构建失败', text: '请看日志。' }),
      { scope: 'one' },
      wishes,
      circumstances,
    );
    assert.match(text, /^张伟 于 2026年1月5日 09:30 写道：$/m);
  });

  test('E07 a forward holds the mail, its head and its attachments, and answers nobody', () => {
    const given = {
      subject: 'Fw: Plan',
      text: 'See below.\n',
      cc: 'Cat <cat@x.test>',
      attachments: [
        { index: 0, inline: true },
        { index: 1, inline: false },
      ],
    };
    const { text, cursor } = composeForward(source(given), wishes, circumstances);
    assertGolden('compose/forward.md', text);
    const content = contentOf(parseDraft(text));
    assert.deepEqual(
      content.attach.map(({ reference }) => reference),
      ['message:aabc.mdef.1.2#1'],
    );
    assert.deepEqual([content.inReplyTo, content.references, content.forwardOf], [[], ['<m@x.test>'], 'aabc.mdef.1.2']);
    assert.deepEqual(cursor, { line: 1, column: 4 });
  });

  test('E07 a forward as an attachment names the whole mail', () => {
    const content = contentOf(parseDraft(composeForwardAttached(source({}), wishes, circumstances).text));
    assert.deepEqual(
      [content.subject, content.attach.map(({ reference }) => reference), content.body],
      ['Fwd: Build', ['message:aabc.mdef.1.2'], ''],
    );
  });

  test('E07 with two accounts the answer leaves from the one that got the mail', () => {
    const two = [senderAccount(), senderAccount({ address: 'ann@work.test', name: 'Ann' }, 'a2')];
    const reply = composeReply(source({ to: 'ann@work.test' }), { scope: 'one' }, wishes, {
      ...circumstances,
      accounts: two,
      account: two[1]?.id,
    });
    assert.match(reply.text, /^from: Ann <ann@work\.test>$/m);
  });

  test('E07 a mail from the other account of one’s own is answered to whom wrote it', () => {
    const two = [senderAccount(), senderAccount({ address: 'sam@home.test', name: 'Sam' }, 'a2')];
    const given = source({ from: 'Sam <sam@home.test>', cc: 'Jo <jo@x.test>' });
    const toWhom = (all: boolean) =>
      contentOf(
        parseDraft(
          composeReply(given, { scope: all ? 'all' : 'one' }, wishes, { ...circumstances, accounts: two }).text,
        ),
      );
    assert.deepEqual(
      toWhom(false).to.map(({ address }) => address),
      ['sam@home.test'],
    );
    assert.deepEqual(
      [toWhom(true).to, toWhom(true).cc].map((people) => people.map(({ address }) => address)),
      [['sam@home.test'], ['jo@x.test']],
    );
  });

  test('E07 a long thread keeps its first and its newest ids', () => {
    const references = Array.from({ length: 50 }, (_, index) => `<${index}@x>`);
    const content = contentOf(
      parseDraft(composeReply(source({ references }), { scope: 'one' }, wishes, circumstances).text),
    );
    assert.equal(content.references.length, 20);
    assert.deepEqual([content.references[0], content.references.at(-1)], ['<0@x>', '<m@x.test>']);
  });
});
