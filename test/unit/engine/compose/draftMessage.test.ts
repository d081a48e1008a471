import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { systemClock } from '../../../../src/base/clock.ts';
import { MailError } from '../../../../src/base/errors.ts';
import { seededRandom } from '../../../../src/base/random.ts';
import { checkDraft } from '../../../../src/engine/compose/draftCheck.ts';
import { type ComposeDependencies, composeDraft } from '../../../../src/engine/compose/draftMessage.ts';
import { composeUnfinished } from '../../../../src/engine/compose/unfinishedDraft.ts';
import type { AttachmentFile } from '../../../../src/protocol/records.ts';
import { senderAccount } from './fixtures.ts';

const contents: { readonly [path: string]: Buffer } = {
  '/w/a.pdf': Buffer.from('%PDF-1.4\r\n\u0000binary'),
  '/w/shot.png': Buffer.from('PNG'),
  // The head of a PNG of 640 by 211 points.
  '/w/drawn.png': Buffer.from('89504e470d0a1a0a0000000d4948445200000280000000d30806', 'hex'),
  '/w/lf.eml': Buffer.from('Subject: x\n\nbody\n'),
  '/t/m.eml': Buffer.from('Subject: whole\r\n\r\nbody\r\n'),
};

const dependencies = (files: readonly AttachmentFile[]): ComposeDependencies => ({
  accounts: [senderAccount(), senderAccount({ address: 'ann@work.test', name: '张安' }, 'a2')],
  files,
  clock: { ...systemClock, now: () => Date.UTC(2026, 0, 5) },
  random: seededRandom(9),
  async statFile(path) {
    if (path.endsWith('/')) return { isFolder: true, size: 0 };
    const content = contents[path];
    if (!content) throw new MailError('file.missing');
    return { isFolder: false, size: content.length };
  },
  async *openFile(path) {
    yield contents[path] ?? Buffer.alloc(0);
  },
});

const compose = (text: string, files: readonly AttachmentFile[] = []) => composeDraft(text, dependencies(files));

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const file = (reference: string, path: string, name: string) => ({ reference, path, name });

describe('from draft to message', () => {
  test('E04 text, HTML, a picture in the text and a file beside it', async () => {
    const text =
      '---\nto: Bob <bob@x.test>; cat@x.test\nbcc: dan@x.test; BOB@x.test\nsubject: 你好\nattach: a.pdf\n---\n\nHi **Bob**\n\n![shot](shot.png)\n';
    const composed = await compose(text, [
      file('a.pdf', '/w/a.pdf', '报告.pdf'),
      file('shot.png', '/w/shot.png', 'shot.png'),
    ]);
    assert.deepEqual(composed.envelope, { from: 'ann@example.test', to: ['BOB@x.test', 'cat@x.test', 'dan@x.test'] });
    assert.match(composed.messageId, /^<[0-9a-z]{26}@example\.test>$/);
    const raw = await bytesOf(composed.open());
    assert.doesNotMatch(raw.toString(), /dan@x\.test|^Bcc/im, 'Bcc never leaves in headers');
    const mail = await simpleParser(raw);
    assert.equal(mail.subject, '你好');
    assert.equal(mail.messageId, composed.messageId);
    assert.match(mail.text ?? '', /^Hi \*\*Bob\*\*\n\n\[shot\]/);
    assert.match(String(mail.html), /<strong>Bob<\/strong>/);
    const [picture, pdf] = mail.attachments;
    assert.equal(picture?.contentType, 'image/png');
    assert.ok(
      picture?.cid && raw.toString().replace(/=\r\n/g, '').includes(`cid:${picture.cid}`),
      'the HTML shows the picture',
    );
    assert.deepEqual([pdf?.filename, pdf?.contentType], ['报告.pdf', 'application/pdf']);
    assert.deepEqual(pdf?.content, contents['/w/a.pdf'], 'byte for byte the same file');
  });

  test('E04 a diagram that is drawn leaves as a picture at half its points, its source as words; one that is not, as source', async () => {
    const text =
      '---\nto: bob@x.test\nsubject: x\n---\n\n```mermaid\npie\n"a<b" : 1\n```\n\n```math\na^2\n```\n\n```mermaid\npie\n"a<b" : 1\n```\n';
    const [diagram, formula] = checkDraft(text, [senderAccount()]).drawings;
    const drawn = file(diagram?.reference ?? '', '/w/drawn.png', 'diagram.png');
    const composed = await compose(text, [drawn, file(formula?.reference ?? '', '/w/shot.png', 'formula.png')]);
    const { html = '' } = composed;
    const [, cid] =
      /<img src="cid:([^"]+)" alt="pie\n&quot;a&lt;b&quot; : 1" width="320" height="106"/.exec(html) ?? [];
    assert.equal(html.split(`cid:${cid}`).length, 3, 'shown twice');
    assert.match(html, /<code[^>]*>a\^2<\/code>/, 'what is no PNG is not sent as one');
    assert.match(composed.text, /```mermaid\npie\n"a<b" : 1\n```\n\n```math/);
    const { attachments } = await simpleParser(await bytesOf(composed.open()));
    assert.deepEqual(
      attachments.map((part) => [part.cid, part.filename, part.contentType, part.contentDisposition, part.related]),
      [[cid, 'diagram.png', 'image/png', 'inline', true]],
    );
    assert.match((await compose(text)).html ?? '', /<code[^>]*>pie/);
  });

  test('E04 a picture that is written into the text as data becomes a part, once; none other is taken for one', async () => {
    const data = `data:image/png;base64,${Buffer.from('PNG bytes?>').toString('base64')}`;
    for (const [block, body] of [
      ['', `![one](${data})\n\n<img src="${data}" alt="two">\n`],
      ['format: html\n', `<p><img src="${data}"><img src='${data}'></p>`],
    ]) {
      const composed = await compose(`---\nto: b@x.test\nsubject: x\n${block}---\n\n${body}`);
      const { attachments, html } = await simpleParser(await bytesOf(composed.open()), { keepCidLinks: true });
      assert.deepEqual(
        attachments.map(({ filename, contentType, related, content }) => [
          filename,
          contentType,
          related,
          `${content}`,
        ]),
        [['picture-1.png', 'image/png', true, 'PNG bytes?>']],
      );
      assert.equal(String(html).split(`cid:${attachments[0]?.cid}`).length, 3);
    }
    const svg = await compose(
      '---\nto: b@x.test\nsubject: x\n---\n\n<img src="data:image/svg+xml;base64,PHN2Zz4=" alt="no">\n',
    );
    assert.doesNotMatch(svg.html ?? '', /<img|data:/);
  });

  test('E12 the preview counts the HTML that Gmail would cut off: a short text may become long by its formatting', async () => {
    const codes = async (rows: number) => {
      const table = `| a | b |\n| - | - |\n${'| 1 | 2 |\n'.repeat(rows)}`;
      const text = `---\nto: b@x.test\nsubject: x\nstyle: document\n---\n\n${table}`;
      assert.deepEqual(checkDraft(text, [senderAccount()]).diagnostics, []);
      return (await composeUnfinished(text, dependencies([]))).problems.map(({ code }) => code);
    };
    assert.deepEqual([await codes(100), await codes(2_000)], [[], ['draft.clipped']]);
  });

  test('E03 the receiver sees the chosen name and account, Chinese or not', async () => {
    const chosen = await compose('---\nfrom: ann@work.test\nto: b@x.test\nsubject: x\n---\nHi\n');
    assert.equal(chosen.account, 'a2');
    assert.equal((await simpleParser(await bytesOf(chosen.open()))).from?.value[0]?.name, '张安');
    const named = await compose('---\nfrom: Boss <ann@work.test>\nto: b@x.test\nsubject: x\n---\nHi\n');
    assert.equal((await simpleParser(await bytesOf(named.open()))).from?.value[0]?.name, 'Boss');
  });

  test('E07 an answer carries its thread and says what it answers', async () => {
    const composed = await compose(
      '---\nto: b@x.test\nsubject: Re: x\nin-reply-to: <m@x>\nreferences: <a@x> <m@x>\n---\nHi\n',
    );
    assert.deepEqual(composed.answers, ['<m@x>']);
    const raw = (await bytesOf(composed.open())).toString();
    assert.match(raw, /^In-Reply-To: <m@x>\r\nReferences: <a@x>\r\n <m@x>\r$/m);
  });

  test('E07 a whole mail travels as message/rfc822, one kept as a file as bytes', async () => {
    const text = '---\nto: b@x.test\nsubject: Fwd\nattach:\n  - message:aabc.mdef.1.2\n  - lf.eml\n---\nHi\n';
    const composed = await compose(text, [
      file('message:aabc.mdef.1.2', '/t/m.eml', 'whole.eml'),
      file('lf.eml', '/w/lf.eml', 'lf.eml'),
    ]);
    assert.deepEqual([composed.forwards, composed.eightBit], [['aabc.mdef.1.2'], true]);
    const raw = (await bytesOf(composed.open())).toString();
    assert.match(raw, /Content-Type: message\/rfc822;\r\n name=whole\.eml\r\nContent-Transfer-Encoding: 8bit/);
    assert.match(raw, /Content-Type: application\/octet-stream;\r\n name=lf\.eml\r\nContent-Transfer-Encoding: base64/);
    const mail = await simpleParser(raw);
    assert.deepEqual(mail.attachments[1]?.content, contents['/w/lf.eml']);
  });

  test('E04 a plain draft has one part, as it was typed', async () => {
    const composed = await compose('---\nto: b@x.test\nsubject: p\nformat: plain\n---\n\n*as* is  \n');
    assert.equal(composed.html, undefined);
    const raw = (await bytesOf(composed.open())).toString();
    assert.match(raw, /\r\n\r\n\*as\* is\x20\x20\r\n$|\*as\* is =20/);
  });

  test('E05 a missing file, a folder, and an unresolved reference are named before anything leaves', async () => {
    const text = (reference: string) => `---\nto: b@x.test\nsubject: x\nattach: ${reference}\n---\nHi\n`;
    await assert.rejects(compose(text('gone.pdf')), {
      code: 'draft.attachmentMissing',
      data: { reference: 'gone.pdf' },
    });
    await assert.rejects(compose(text('gone.pdf'), [file('gone.pdf', '/w/gone.pdf', 'gone.pdf')]), {
      code: 'draft.attachmentMissing',
    });
    await assert.rejects(compose(text('dir'), [file('dir', '/w/dir/', 'dir')]), { code: 'draft.attachmentFolder' });
  });

  test('E03 the first error of a draft is what keeps it from leaving', async () => {
    await assert.rejects(compose('---\nto: bob\nsubject: x\n---\nHi\n'), { code: 'draft.badAddress' });
    await assert.rejects(compose('---\nto:\nsubject: x\n---\nHi\n'), { code: 'draft.noRecipient' });
    await assert.rejects(compose('Hi\n'), { code: 'draft.noHeaderBlock' });
    await assert.rejects(compose('---\nto: b@x.test\nsubject: "a\\nb"\n---\nHi\n'), { code: 'draft.badHeaderValue' });
  });
});
