import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { prepareOwnHtml } from '../../../../src/mail/html/ownHtml.ts';

const prepared = (html: string) =>
  prepareOwnHtml(html, { imageUrl: (path) => (path === 'a b.png' ? 'cid:1@x' : undefined) });

describe('a body of one’s own HTML', () => {
  test('E04 leaves byte for byte where nothing has to change', () => {
    const html =
      '<!doctype html>\n<html><head><style>@media (max-width:600px){p{color:red}}</style><!--[if mso]><p>x</p><![endif]-->' +
      '</head><BODY bgcolor=white>\r\n<p STYLE=\'color:"x"\' data-x>a < b &amp; c</p><img src="https://x.test/r.png"/></body></html>\n';
    assert.equal(prepared(html), html);
  });

  test('E04 pictures named by a path point to their parts, the rest of the tag stays', () => {
    assert.equal(prepared('<img alt="x" src="a%20b.png" width=3>'), '<img alt="x" src="cid:1@x" width=3>');
    assert.equal(prepared("<td background='a b.png'>"), "<td background='cid:1@x'>");
    assert.equal(prepared('<img src=gone.png>'), '<img src=gone.png>');
  });

  test('E04 what runs or embeds is taken out', () => {
    assert.equal(prepared('a<script>if (a<b) x("</p>")</script>b'), 'ab');
    assert.equal(prepared('<link rel=stylesheet href=x><form action=x><b>y</b></form>'), '<b>y</b>');
    assert.equal(prepared('<p onclick="x()" title="t">'), '<p onclick="" title="t">');
    assert.equal(prepared('<a href="javascript:x()">y</a>'), '<a href="">y</a>');
  });
});
