import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { contentOf } from '../../../../src/engine/compose/draftContent.ts';
import { parseDraft } from '../../../../src/engine/compose/draftParser.ts';
import { composeReply } from '../../../../src/engine/compose/newDraft.ts';
import type { ReplyScope } from '../../../../src/engine/compose/replyRecipients.ts';
import { sourceOf } from '../../../../src/engine/compose/sourceMessage.ts';
import { bytesSource } from '../../../../src/mail/mime/byteSource.ts';
import { readMessage } from '../../../../src/mail/mime/read.ts';
import { type MessageContent, messageContent } from '../../../../src/protocol/records.ts';
import { senderAccount, testIdentity } from './fixtures.ts';

/**
 * Mails as they come, header by header, and whom, as whom and in which thread they are answered. The person is
 * ann@example.test, also ann@work.test, desk@work.test by alias and anything@shop.test.
 */
const accounts = [
  {
    ...senderAccount(),
    identities: [
      testIdentity({ isMain: true }),
      testIdentity({ address: 'ann@work.test', aliases: ['desk@work.test'] }),
      testIdentity({ address: 'shop@shop.test', aliases: ['*@shop.test'] }),
    ],
  },
];

interface Case {
  readonly name: string;
  readonly header: string;
  readonly scope: ReplyScope;
  /** `from | to | cc | references` of the answer. */
  readonly answer: string;
}

const cases: readonly Case[] = [
  {
    name: 'one to one: the writer, under the address that he wrote to',
    header: 'From: Bob <bob@x.test>\nTo: ann@example.test\nMessage-ID: <m@x>',
    scope: 'one',
    answer: 'ann@example.test | bob@x.test |  | <m@x>',
  },
  {
    name: 'all: without oneself, Cc stays Cc',
    header: 'From: bob@x.test\nTo: ann@example.test, cat@x.test\nCc: dan@x.test, ANN@WORK.test\nMessage-ID: <m@x>',
    scope: 'all',
    answer: 'ann@example.test | bob@x.test cat@x.test | dan@x.test | <m@x>',
  },
  {
    name: 'Reply-To before From',
    header: 'From: bob@x.test\nReply-To: help@x.test\nTo: ann@example.test\nMessage-ID: <m@x>',
    scope: 'one',
    answer: 'ann@example.test | help@x.test |  | <m@x>',
  },
  {
    name: 'several in Reply-To',
    header: 'From: bob@x.test\nReply-To: a@x.test, b@x.test\nTo: ann@example.test\nMessage-ID: <m@x>',
    scope: 'one',
    answer: 'ann@example.test | a@x.test b@x.test |  | <m@x>',
  },
  {
    name: 'Mail-Reply-To before the Reply-To of a list',
    header:
      'From: bob@x.test\nMail-Reply-To: bob@home.test\nReply-To: dev@l.test\nTo: dev@l.test\nList-Post: <mailto:dev@l.test>\nDelivered-To: ann@example.test\nMessage-ID: <m@x>',
    scope: 'one',
    answer: 'ann@example.test | bob@home.test |  | <m@x>',
  },
  {
    name: 'a list whose Reply-To is itself: the writer gets the private answer',
    header:
      'From: bob@x.test\nReply-To: dev@l.test\nTo: dev@l.test\nList-Post: <mailto:dev@l.test>\nDelivered-To: ann@example.test\nMessage-ID: <m@x>',
    scope: 'one',
    answer: 'ann@example.test | bob@x.test |  | <m@x>',
  },
  {
    name: 'to all of a list',
    header:
      'From: bob@x.test\nTo: dev@l.test\nCc: cat@x.test\nList-Post: <mailto:dev@l.test>\nDelivered-To: ann@example.test\nMessage-ID: <m@x>',
    scope: 'all',
    answer: 'ann@example.test | bob@x.test dev@l.test | cat@x.test | <m@x>',
  },
  {
    name: 'to the list alone',
    header:
      'From: bob@x.test\nTo: Dev <dev@l.test>\nCc: cat@x.test\nList-Post: <mailto:dev@l.test?subject=x>\nDelivered-To: ann@example.test\nMessage-ID: <m@x>',
    scope: 'list',
    answer: 'ann@example.test | dev@l.test |  | <m@x>',
  },
  {
    name: 'to a list whose address is percent-encoded',
    header: 'From: bob@x.test\nTo: ann@example.test\nList-Post: <mailto:dev%2Btest@l.test>\nMessage-ID: <m@x>',
    scope: 'list',
    answer: 'ann@example.test | dev+test@l.test |  | <m@x>',
  },
  {
    name: 'Mail-Followup-To says who wants no second copy',
    header:
      'From: bob@x.test\nTo: dev@l.test\nCc: cat@x.test\nMail-Followup-To: dev@l.test, ann@example.test\nDelivered-To: ann@example.test\nMessage-ID: <m@x>',
    scope: 'all',
    answer: 'ann@example.test | dev@l.test |  | <m@x>',
  },
  {
    name: 'Mail-Followup-To is no answer to one',
    header:
      'From: bob@x.test\nTo: dev@l.test\nMail-Followup-To: dev@l.test\nDelivered-To: ann@example.test\nMessage-ID: <m@x>',
    scope: 'one',
    answer: 'ann@example.test | bob@x.test |  | <m@x>',
  },
  {
    name: 'another identity of mine in To answers',
    header: 'From: bob@x.test\nTo: ann@work.test, cat@x.test\nMessage-ID: <m@x>',
    scope: 'all',
    answer: 'ann@work.test | bob@x.test cat@x.test |  | <m@x>',
  },
  {
    name: 'an alias answers as itself',
    header: 'From: bob@x.test\nTo: desk@work.test\nMessage-ID: <m@x>',
    scope: 'one',
    answer: 'desk@work.test | bob@x.test |  | <m@x>',
  },
  {
    name: 'a tag stays in the sender',
    header: 'From: bob@x.test\nTo: cat@x.test\nCc: ann+build@example.test\nMessage-ID: <m@x>',
    scope: 'all',
    answer: 'ann+build@example.test | bob@x.test cat@x.test |  | <m@x>',
  },
  {
    name: 'any address of a domain that is mine',
    header: 'From: bob@x.test\nTo: order-17@shop.test\nDelivered-To: ann@example.test\nMessage-ID: <m@x>',
    scope: 'one',
    answer: 'order-17@shop.test | bob@x.test |  | <m@x>',
  },
  {
    name: 'Postfix says which address the list wrote to, before its aliases',
    header:
      'From: bob@x.test\nTo: dev@l.test\nX-Original-To: desk@work.test\nDelivered-To: ann@example.test\nMessage-ID: <m@x>',
    scope: 'one',
    answer: 'desk@work.test | bob@x.test |  | <m@x>',
  },
  {
    name: 'what the writer wrote counts before where it was led',
    header:
      'From: bob@x.test\nTo: ann@work.test\nX-Original-To: forward@shop.test\nDelivered-To: ann+in@example.test\nMessage-ID: <m@x>',
    scope: 'one',
    answer: 'ann@work.test | bob@x.test |  | <m@x>',
  },
  {
    name: 'a blind copy without a trace: the account itself',
    header: 'From: bob@x.test\nTo: cat@x.test\nMessage-ID: <m@x>',
    scope: 'all',
    answer: 'ann@example.test | bob@x.test cat@x.test |  | <m@x>',
  },
  {
    name: 'resent to me by another: the writer is answered, not who passed it on',
    header:
      'Resent-From: eve@x.test\nResent-To: ann@work.test\nFrom: bob@x.test\nTo: cat@x.test\nMessage-ID: <m@x>\nResent-Message-ID: <r@x>',
    scope: 'one',
    answer: 'ann@work.test | bob@x.test |  | <m@x>',
  },
  {
    name: 'several writers',
    header: 'From: bob@x.test, cat@x.test\nSender: bob@x.test\nTo: ann@example.test\nMessage-ID: <m@x>',
    scope: 'one',
    answer: 'ann@example.test | bob@x.test cat@x.test |  | <m@x>',
  },
  {
    name: 'my own sent mail goes on to whom it was to, as who I was',
    header: 'From: Ann <desk@work.test>\nTo: bob@x.test\nCc: cat@x.test\nMessage-ID: <m@x>\nReferences: <a@x>',
    scope: 'all',
    answer: 'desk@work.test | bob@x.test | cat@x.test | <a@x> <m@x>',
  },
  {
    name: 'References and the mail itself',
    header:
      'From: bob@x.test\nTo: ann@example.test\nMessage-ID: <m@x>\nReferences: <a@x>\n <b@x>\nIn-Reply-To: <other@x>',
    scope: 'one',
    answer: 'ann@example.test | bob@x.test |  | <a@x> <b@x> <m@x>',
  },
  {
    name: 'without References the one id of In-Reply-To (RFC 5322 §3.6.4)',
    header: 'From: bob@x.test\nTo: ann@example.test\nMessage-ID: <m@x>\nIn-Reply-To: <p@x>',
    scope: 'one',
    answer: 'ann@example.test | bob@x.test |  | <p@x> <m@x>',
  },
  {
    name: 'several ids in In-Reply-To name no thread (RFC 5322 §3.6.4)',
    header: 'From: bob@x.test\nTo: ann@example.test\nMessage-ID: <m@x>\nIn-Reply-To: <p@x> <q@x>',
    scope: 'one',
    answer: 'ann@example.test | bob@x.test |  | <m@x>',
  },
];

describe('answers to mails as they come', () => {
  for (const { name, header, scope, answer } of cases) {
    test(`E07 ${name}`, () => {
      const source = sourceOf(received(`${header}\nSubject: Build\n\nHello\n`), 'Hello\n');
      const circumstances = { accounts, account: accounts[0]?.id };
      const draft = composeReply(source, { scope }, { to: [], subject: '', body: '', attach: [] }, circumstances);
      const { from, to, cc, references, inReplyTo } = contentOf(parseDraft(draft.text));
      const addresses = (list: readonly { readonly address: string }[]) => list.map((one) => one.address).join(' ');
      const found = [addresses(from), addresses(to), addresses(cc), references.join(' ')].join(' | ');
      assert.equal(found, answer);
      assert.deepEqual(inReplyTo, [source.messageId]);
    });
  }

  test('E07 a mail that came by no list can’t be answered to one', () => {
    const source = sourceOf(received('From: bob@x.test\nTo: ann@example.test\nList-Post: NO\n\nHello\n'), 'Hello\n');
    const wishes = { to: [], subject: '', body: '', attach: [] };
    assert.throws(() => composeReply(source, { scope: 'list' }, wishes, { accounts, account: undefined }), {
      code: 'draft.noList',
    });
  });
});

/** What the engine hands on of a mail, as far as an answer asks. */
function received(text: string): MessageContent {
  const read = readMessage(bytesSource(Buffer.from(text.replaceAll('\n', '\r\n'))));
  const people = (list: readonly { readonly name: string; readonly address: string }[]) =>
    list.map(({ name, address }) => ({ name, address }));
  return messageContent.parse({
    row: {
      ...{ id: 'a1.m1.1.1', account: 'a1', mailbox: 'm1', uid: 1, messageId: read.messageId, from: people(read.from) },
      ...{
        to: people(read.to),
        subject: read.subject,
        date: 0,
        flags: [],
        size: 1,
        hasAttachment: false,
        threadId: '',
      },
    },
    cc: people(read.cc),
    bcc: [],
    replyTo: people(read.replyTo),
    headers: read.fields.map(({ name, value }) => [name, value]),
    html: null,
    text: { text: 'Hello\n' },
    attachments: [],
    warnings: [],
    remoteImages: { blocked: 0, trackers: 0, shown: false },
  });
}
