import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { htmlToText } from '../../../../src/mail/html/htmlToText.ts';
import { sanitize } from '../../../../src/mail/html/sanitize.ts';
import { textToHtml } from '../../../../src/mail/html/textToHtml.ts';
import { linkWarning, senderWarnings } from '../../../../src/mail/html/warnings.ts';
import { bytesSource } from '../../../../src/mail/mime/byteSource.ts';
import { readMessage } from '../../../../src/mail/mime/read.ts';

describe('D01 text and HTML', () => {
  test('D01 plain text keeps its quotes and signature and gets links', () => {
    assert.equal(
      textToHtml('see https://x.example/a?b&c.\n> q\n>> r\nend\n-- \nme'),
      '<div class="m-text">see <a href="https://x.example/a?b&amp;c">https://x.example/a?b&amp;c</a>.\n' +
        '<blockquote class="m-quote">q\n<blockquote class="m-quote">r\n</blockquote></blockquote>end\n' +
        '<div class="m-signature">-- \nme\n</div></div>',
    );
  });

  test('D02 markup in plain text stays text, before and after the sanitiser', () => {
    const html = textToHtml('<script>alert(1)</script> <a href="x">');
    assert.match(html, /&lt;script&gt;/);
    assert.match(sanitize(html).html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
  });

  test('D01 HTML reads as text: blocks, lists, quotes, links, hidden text left out', () => {
    const html =
      '<style>p{}</style><div style="display:none">hidden</div><h1>Title</h1><p>One <b>two</b><br>three</p>' +
      '<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol><blockquote>q</blockquote>' +
      '<p><a href="https://x.example/">site</a> <a href="https://y.example">https://y.example/</a></p>';
    assert.equal(
      htmlToText(html),
      'Title\n\nOne two\nthree\n\n- a\n- b\n\n1. c\n\n> q\n\nsite <https://x.example/> https://y.example/',
    );
  });
});

describe('D01 warnings', () => {
  test('D01 a link whose text names another host is flagged, one of the same owner is not', () => {
    assert.equal(linkWarning('https://www.bank.example/', 'https://evil.example/x')?.code, 'mail.linkDiffers');
    assert.equal(linkWarning('bank.example', 'https://bank.example.evil.example/')?.code, 'mail.linkDiffers');
    assert.equal(linkWarning('www.bank.example', 'https://click.bank.example/?u=1'), undefined);
    assert.equal(linkWarning('bbc.co.uk', 'https://evil.co.uk/')?.code, 'mail.linkDiffers');
    assert.equal(linkWarning('report.pdf', 'https://files.example/report.pdf'), undefined);
    assert.equal(linkWarning('Click here', 'https://evil.example/'), undefined);
  });

  test('D01 several senders and characters that turn the writing round are flagged', () => {
    const source = 'From: a@x.example\r\nFrom: b@y.example\r\nSubject: =?utf-8?B?4oCuZnBk?=\r\n\r\n';
    const codes = senderWarnings(readMessage(bytesSource(Buffer.from(source)))).map((one) => one.code);
    assert.deepEqual(codes, ['mail.severalSenders', 'mail.hiddenDirection']);
  });
});
