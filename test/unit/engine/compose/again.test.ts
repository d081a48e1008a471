import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { contentOf } from '../../../../src/engine/compose/draftContent.ts';
import { parseDraft } from '../../../../src/engine/compose/draftParser.ts';
import {
  composeAgain,
  composeNew,
  composeRedirect,
  composeReply,
  plainReply,
  type ReplyStyle,
} from '../../../../src/engine/compose/newDraft.ts';
import type { SourceMessage } from '../../../../src/engine/compose/sourceMessage.ts';
import { identityId } from '../../../../src/protocol/identities.ts';
import { senderAccount, testIdentity } from './fixtures.ts';

const me = { name: 'Ann Example', address: 'ann@example.test' };
const bob = { name: 'Bob', address: 'bob@x.test' };
const source: SourceMessage = {
  ...{ id: 'a1.m1.1.1', messageId: '<m@x>', references: ['<a@x>', '<b@x>'], from: [me], to: [bob] },
  ...{ cc: [{ name: '', address: 'cat@x.test' }], bcc: [{ name: '', address: 'dan@x.test' }], replyTo: [] },
  ...{ mailReplyTo: [], mailFollowupTo: [], listPost: [], resentTo: [], originalTo: [], deliveredTo: [] },
  ...{ subject: 'Plan', date: 0, text: 'One *two*\n-- \nAnn\n', format: 'markdown' },
  attachments: [
    { index: 0, inline: true },
    { index: 1, inline: false },
  ],
};
const wishes = { to: [], subject: '', body: '', attach: [] };
const accounts = [senderAccount()];
const here = { accounts, account: accounts[0]?.id, timeZone: 'UTC' };
const addresses = (list: readonly { readonly address: string }[]) => list.map(({ address }) => address).join(' ');

describe('a mail once more', () => {
  test('E07 as new: its text, its people and all its files, in no thread', () => {
    const content = contentOf(parseDraft(composeAgain(source, { again: false }, wishes, here).text));
    assert.deepEqual(
      [addresses(content.to), addresses(content.cc), addresses(content.bcc), content.subject],
      ['bob@x.test', 'cat@x.test', 'dan@x.test', 'Plan'],
    );
    assert.deepEqual([content.body, content.inReplyTo, content.references], ['One *two*\n-- \nAnn\n', [], []]);
    assert.deepEqual(
      content.attach.map(({ reference }) => reference),
      ['message:a1.m1.1.1#0', 'message:a1.m1.1.1#1'],
    );
    assert.equal(content.format, 'markdown');
  });

  test('E07 sent again: in the thread that it was in, under its own parent', () => {
    const content = contentOf(parseDraft(composeAgain(source, { again: true }, wishes, here).text));
    assert.deepEqual([content.inReplyTo, content.references], [['<b@x>'], ['<a@x>', '<b@x>']]);
  });

  test('E07 a mail of text alone stays one: columns do not become paragraphs', () => {
    const content = contentOf(
      parseDraft(composeAgain({ ...source, format: 'plain' }, { again: false }, wishes, here).text),
    );
    assert.equal(content.format, 'plain');
  });

  test('E07 a redirect names the mail and the people, and nothing else', () => {
    const { text, name, cursor } = composeRedirect(source, wishes, here);
    assert.equal(text, '---\nto: \nredirect-of: message:a1.m1.1.1\n---\n\n');
    assert.deepEqual([name, cursor], ['plan.mail.md', { line: 1, column: 4 }]);
    const content = contentOf(parseDraft(text));
    assert.equal(content.redirectOf?.reference, 'message:a1.m1.1.1');
  });
});

describe('the way that one answers', () => {
  const answer = (style: Partial<ReplyStyle>, from = bob) =>
    composeReply(
      { ...source, from: [from], to: [me], cc: [] },
      { scope: 'one', style: { ...plainReply, ...style } },
      wishes,
      here,
    );
  const bodyOf = ({ text }: { readonly text: string }) => parseDraft(text).body;

  test('E07 above the quote, below it, or without: the cursor stands where one writes', () => {
    const above = answer({});
    assert.match(above.text, /\n---\n\n\n\nOn 1 Jan 1970, 00:00, Bob wrote:\n\n> One \*two\*\n$/);
    assert.equal(above.text.split('\n').slice(above.cursor.line).join('\n').trimStart(), bodyOf(above));
    const below = answer({ place: 'below' });
    assert.match(below.text, /\n---\n\nOn 1 Jan 1970, 00:00, Bob wrote:\n\n> One \*two\*\n\n$/);
    assert.equal(below.cursor.line, below.text.split('\n').length - 1);
    assert.equal(bodyOf(answer({ place: 'none' })), '');
  });

  test('E07 what is selected is quoted alone, its signature and all', () => {
    assert.match(bodyOf(answer({ selection: 'two\n-- \nAnn' })), /wrote:\n\n> two\n> -- \n> Ann\n$/);
    assert.match(bodyOf(answer({ selection: ' \n ' })), /> One \*two\*\n$/, 'blanks are no selection');
  });

  test('E07 the original as HTML, where one wants it; a selection goes before it', () => {
    assert.match(bodyOf(answer({ html: '<p>x</p>' })), /wrote:\n\n<blockquote>\n<p>x<\/p>\n<\/blockquote>\n$/);
    assert.match(bodyOf(answer({ html: '<p>x</p>', selection: 'y' })), /> y\n$/);
  });
});

describe('as whom new mail is written', () => {
  const identities = [
    testIdentity({ isMain: true }),
    testIdentity({ id: identityId.parse('i2'), address: 'ann@work.test', name: 'Ann W' }),
  ];
  const circumstances = { accounts: [{ ...senderAccount(), identities }], account: undefined };
  const from = (identity?: string) =>
    contentOf(parseDraft(composeNew(wishes, { ...circumstances, identity }).text)).from.map(
      ({ name, address }) => `${name} <${address}>`,
    );

  test('A08 a folder names an identity by its id or an address of it', () => {
    assert.deepEqual(from(), ['Ann Example <ann@example.test>']);
    assert.deepEqual(from('ann@work.test'), ['Ann W <ann@work.test>']);
    assert.deepEqual(from('ANN+repo@work.test'), ['Ann W <ANN+repo@work.test>']);
    assert.deepEqual(from(identities[1]?.id), ['Ann W <ann@work.test>']);
  });

  test('A08 one that is none of mine counts for nothing', () => {
    assert.deepEqual(from('mallory@evil.test'), ['Ann Example <ann@example.test>']);
  });

  test('A08 an account that can’t send is no choice', () => {
    const account = { ...senderAccount({}, 'a2'), identities: [testIdentity({ address: 'old@x.test' })] };
    const { smtp: _, ...config } = account.config;
    const draft = composeNew(wishes, {
      accounts: [...circumstances.accounts, { ...account, config }],
      account: undefined,
      identity: 'old@x.test',
    });
    assert.doesNotMatch(draft.text, /old@x\.test/);
  });
});
