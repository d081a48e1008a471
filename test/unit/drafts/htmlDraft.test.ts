import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { htmlDraft } from '../../../src/drafts/htmlDraft.ts';

const made = (html: string, base = 'file:///w') =>
  htmlDraft({ html, uri: 'file:///w/mails/spring.html', folder: 'file:///w/mails', base });

describe('a mail made of an HTML file', () => {
  test('E04 has its title as subject, else its name, and asks for the recipient', () => {
    const { text, name, cursor } = made('<html><title> Spring &amp;\n<b>sun</b> </title><p>x</p></html>');
    assert.equal(
      text,
      '---\nto: \nsubject: Spring & sun\nformat: html\n---\n\n<html><title> Spring &amp;\n<b>sun</b> </title><p>x</p></html>',
    );
    assert.equal(name, 'spring-sun.mail.md');
    assert.deepEqual(cursor, { line: 1, column: 4 });
    assert.match(made('<p>x</p>').text, /^subject: spring$/m);
    assert.match(made('<title>"Quoted"</title>').text, /^subject: "\\"Quoted\\""$/m);
  });

  test('E04 its pictures are named as seen from the draft', () => {
    const html =
      '<img src="a.png"><img alt=x src=img/b%20c.png><img src=\'../d.png\'><img src="https://x.test/e.png"><img src="cid:f">';
    assert.match(
      made(html).text,
      /<img src="mails\/a\.png"><img alt=x src="mails\/img\/b%20c\.png"><img src="d\.png"><img src="https:\/\/x\.test\/e\.png"><img src="cid:f">$/,
    );
    assert.ok(
      made(html, 'file:///w/mails').text.includes('<img src="a.png"><img alt=x src=img/b%20c.png>'),
      'beside the draft nothing changes',
    );
  });
});
