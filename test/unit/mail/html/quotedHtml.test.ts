import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderBody } from '../../../../src/engine/compose/draftBody.ts';
import { quotedHtml, quotedHtmlMaxChars } from '../../../../src/mail/html/quotedHtml.ts';

describe('HTML that is quoted', () => {
  test('E07 colour, tables and links stay; wrappers, pictures and styles of pages go', () => {
    assert.equal(
      quotedHtml(
        '<html><head><style>p{color:red}</style><title>T</title></head><body><section><span class="x"><p style="color:#c00;position:fixed;margin:9px">Red <img src="data:image/png;base64,AA" alt="a chart"></p></span>\n\n<table border="1"><tr><td colspan="2" onclick="x()">1</td></tr></table><a href="https://x.test/?a=1&amp;b=2">x</a><a href="javascript:bad()">y</a></section></body></html>',
      ),
      '<div><p style="color:#c00">Red [a chart]</p>\n<table border="1"><tr><td colspan="2">1</td></tr></table><a href="https://x.test/?a=1&amp;b=2">x</a>y</div>',
    );
  });

  test('E07 nothing that runs or reaches out comes through', () => {
    const bad = quotedHtml(
      '<script>a()</script><iframe src="https://x.test"></iframe><img src=x onerror=a()><p style="background:url(https://x.test)">t</p><svg onload=a()></svg><object data=x></object>&lt;script&gt;',
    );
    assert.equal(bad, '<p>t</p>&lt;script&gt;');
  });

  test('E07 no line is blank: in a draft the quote stays one piece, and what stands in it is no Markdown', () => {
    const quote = quotedHtml('<p>a</p>\n\n \n<pre>one\n\n\ntwo *x*</pre>\n<p>\n\n# b\n</p>');
    assert.doesNotMatch(quote, /\n\s*\n/);
    const { html, text } = renderBody(`Hi\n\n<blockquote>\n${quote}\n</blockquote>\n\nBye **now**\n`, {
      ...{ format: 'markdown', rules: [], imageUrl: () => undefined },
    });
    assert.match(html ?? '', /<blockquote[^>]*>[\s\S]*two \*x\*[\s\S]*# b[\s\S]*<\/blockquote>[\s\S]*<strong[^>]*>now/);
    assert.match(text, /> [\s\S]*two \*x\*/);
  });

  test('E07 HTML that is too long is not quoted as such', () => {
    assert.notEqual(quotedHtml('a'.repeat(quotedHtmlMaxChars)), '');
    assert.equal(quotedHtml('a'.repeat(quotedHtmlMaxChars + 1)), '');
  });
});
