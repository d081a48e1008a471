import assert from 'node:assert/strict';
import { text as textOfStream } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { seededRandom } from '../../../../src/base/random.ts';
import { checkDraft } from '../../../../src/engine/compose/draftCheck.ts';
import { composeDraft } from '../../../../src/engine/compose/draftMessage.ts';
import { trailingQuote } from '../../../../src/engine/compose/trailingQuote.ts';
import { type Identity, identityId } from '../../../../src/protocol/identities.ts';
import { virtualClock } from '../../../support/virtualClock.ts';
import { senderAccount, testIdentity } from './fixtures.ts';

const quote = 'On Monday, Bob wrote:\n\n> Is it *red*?\n';

async function sent(text: string, identities: readonly Partial<Identity>[]) {
  const all = identities.map((each, index) =>
    testIdentity({ isMain: index === 0, id: identityId.parse(`i${index}`), ...each }),
  );
  const mail = await composeDraft(text, {
    accounts: [{ ...senderAccount(), identities: all }],
    files: [],
    clock: virtualClock(),
    random: seededRandom(1),
    statFile: async () => ({ isFolder: false, size: 0 }),
    openFile: async function* () {},
  });
  return { ...mail, source: await textOfStream(mail.open()) };
}

const draft = (body: string, head = '') => `---\nto: bob@x.test\nsubject: S\n${head}---\n\n${body}`;
const named = (text: string): Partial<Identity> => ({ signature: { format: 'text', text } });
const work = { address: 'ann@work.test', label: 'Work', ...named('Ann at work') };

describe('signatures', () => {
  test('E08 a signature stands below everything, behind `-- `, in text and HTML', async () => {
    const { text, html } = await sent(draft(`No.\n\n${quote}`), [named('Ann\n5 < 6')]);
    assert.equal(text.trimEnd(), `No.\n\n${quote.trimEnd()}\n\n-- \nAnn\n5 < 6`);
    assert.match(html ?? '', /<\/blockquote>\s*<div>-- <br>\s*Ann<br>\s*5 &lt; 6<\/div>/);
  });

  test('E08 or above the quote where the identity says so, without `-- `, which would hide the quote', async () => {
    const { text, html } = await sent(draft(`No.\n\n${quote}`), [{ ...named('Ann'), signaturePlace: 'above' }]);
    assert.equal(text.trimEnd(), `No.\n\nAnn\n\n${quote.trimEnd()}`);
    assert.match(html ?? '', /<div>Ann<\/div>[\s\S]*On Monday[\s\S]*<blockquote/);
  });

  test('E08 who answers below the quote signs there', async () => {
    const { text } = await sent(draft(`${quote}\nNo.\n`), [{ ...named('Ann'), signaturePlace: 'above' }]);
    assert.ok(text.trimEnd().endsWith('No.\n\n-- \nAnn'), text);
  });

  test('E08 a signature follows `from:`, and `signature:` goes before it', async () => {
    const both = [named('Ann at home'), work];
    assert.match((await sent(draft('Hi\n'), both)).text, /-- \nAnn at home\n?$/);
    assert.match((await sent(draft('Hi\n', 'from: ann@work.test\n'), both)).text, /-- \nAnn at work\n?$/);
    assert.match((await sent(draft('Hi\n', 'signature: work\n'), both)).text, /-- \nAnn at work\n?$/);
    assert.equal((await sent(draft('Hi\n', 'signature: none\n'), both)).text.trim(), 'Hi');
  });

  test('E08 Markdown and HTML signatures are shown styled and said in words', async () => {
    const bold = await sent(draft('Hi\n'), [{ signature: { format: 'markdown', text: '**Ann**\n\n- one' } }]);
    assert.match(bold.html ?? '', /-- <br>[\s\S]*<strong[^>]*>Ann<\/strong>[\s\S]*<li[^>]*>one/);
    assert.match(bold.text, /-- \n\*\*Ann\*\*/);
    const rich = { format: 'html', text: '<p>Ann <script>bad()</script></p>\n\n<p>Two</p>' } as const;
    const html = await sent(draft('Hi\n'), [{ signature: rich }]);
    assert.match(html.text, /-- \nAnn\s+Two/);
    assert.doesNotMatch(html.html ?? '', /<script/);
  });

  test('E08 a plain text mail is signed in plain text, and its own lines stay', async () => {
    const { text, html } = await sent(draft('+ a\n+\tb\n', 'format: plain\n'), [named('Ann')]);
    assert.equal(html, undefined);
    assert.equal(text.trimEnd(), '+ a\n+\tb\n\n-- \nAnn');
  });

  test('E08 a patch is not signed: it has its own last lines', async () => {
    const patch = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n';
    assert.equal((await sent(draft(patch, 'format: plain\n'), [named('Ann')])).text, patch);
  });

  test('E08 a block of code that was left open does not swallow the signature', async () => {
    const { text, html } = await sent(draft('```\ncode\n'), [named('Ann')]);
    assert.match(text, /-- \nAnn/);
    assert.match(html ?? '', /-- <br>\s*Ann<\/div>/);
    assert.doesNotMatch(`${html}${text}`, /signature[0-9a-z]{24}/);
  });

  test('A07 Reply-To, a copy to oneself and the return path follow the identity', async () => {
    const identity = { ...work, replyTo: 'Desk <desk@work.test>', bccSelf: true };
    const { envelope, source } = await sent(draft('Hi\n', 'from: ann@work.test\n'), [{}, identity]);
    assert.deepEqual(envelope, { from: 'ann@work.test', to: ['bob@x.test', 'ann@work.test'] });
    assert.match(source, /^Reply-To: Desk <desk@work\.test>\r$/m);
    assert.doesNotMatch(source, /^Bcc/im);
    const own = await sent(draft('Hi\n', 'from: ann+list@example.test\n'), [{}, identity]);
    assert.equal(own.envelope.from, 'ann@example.test', 'a tag is the account’s own mailbox');
    assert.match(own.source, /^From: Ann Example <ann\+list@example\.test>\r$/m);
  });

  test('E08 a signature that nobody has is told, with those that there are', () => {
    const accounts = [{ ...senderAccount(), identities: [testIdentity(named('A')), testIdentity(work)] }];
    const { diagnostics } = checkDraft(draft('Hi\n', 'signature: wrok\n'), accounts);
    assert.deepEqual(
      diagnostics.map(({ code, severity, fixes }) => [code, severity, fixes.map(({ newText }) => newText)]),
      [['draft.badSignature', 'error', ['ann@example.test', 'Work', 'none']]],
    );
  });
});

describe('the quote that ends a body', () => {
  const at = (body: string) => {
    const start = trailingQuote(body);
    return start === undefined ? undefined : body.slice(start);
  };
  for (const [name, body, found] of [
    ['with who wrote it', `No.\n\n${quote}`, quote],
    ['with a Chinese line', '好\n\n张伟 于 2026年1月5日 写道：\n\n> 你好\n', '张伟 于 2026年1月5日 写道：\n\n> 你好\n'],
    ['without', 'No.\n\n> red?\n', '> red?\n'],
    [
      'in HTML',
      'No.\n\nBob wrote:\n\n<blockquote>\n<p>red?</p>\n</blockquote>\n',
      'Bob wrote:\n\n<blockquote>\n<p>red?</p>\n</blockquote>\n',
    ],
    [
      'in HTML with another inside, below an earlier one',
      '<blockquote>a</blockquote>\n\nyes\n\n<blockquote>\n<blockquote>\nb\n</blockquote>\n</blockquote>\n',
      '<blockquote>\n<blockquote>\nb\n</blockquote>\n</blockquote>\n',
    ],
    ['not one that is written below', `${quote}\nNo.\n`, undefined],
    ['only the last of several', `> a\n\nyes\n\n> b\n`, '> b\n'],
    ['not what is no quote', 'a > b\n', undefined],
    ['nothing', '', undefined],
  ] as const)
    test(`E08 ${name}`, () => assert.equal(at(body), found));
});
