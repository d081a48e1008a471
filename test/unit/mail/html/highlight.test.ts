import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { highlight } from '../../../../src/mail/html/highlight.ts';
import { languageNames, languages } from '../../../../src/mail/html/highlightLanguages.ts';
import { highlightMaxChars } from '../../../../src/mail/html/limits.ts';

const shown = (code: string, language: string) =>
  highlight(code, language).flatMap(({ text, kind }) => (kind ? [`${kind} ${text}`] : []));

describe('highlighted code', () => {
  test('E04 words are what they are in their language', () => {
    assert.deepEqual(shown("const a = f('b') // c", 'ts'), [
      'keyword const',
      'function f',
      "string 'b'",
      'comment // c',
    ]);
    assert.deepEqual(shown('/* a\n b */ int x = 0x1F;', 'c++'), ['comment /* a\n b */', 'type int', 'number 0x1F']);
    assert.deepEqual(shown('def f(): # c\n  """a\n  b"""', 'python'), [
      'keyword def',
      'function f',
      'comment # c',
      'string """a\n  b"""',
    ]);
    assert.deepEqual(shown('{"a": "b", "n": 1.5e3}', 'json'), [
      'attribute "a"',
      'string "b"',
      'attribute "n"',
      'number 1.5e3',
    ]);
    assert.deepEqual(shown('a: yes # c\n- b: "d"', 'yaml'), [
      'attribute a',
      'type yes',
      'comment # c',
      'attribute - b',
      'string "d"',
    ]);
    assert.deepEqual(shown('select A from b', 'SQL'), ['keyword select', 'keyword from']);
    assert.deepEqual(shown('<a href="b">c</a>', 'html'), [
      'tag <a',
      'attribute href',
      'string "b"',
      'tag >',
      'tag </a',
      'tag >',
    ]);
    assert.deepEqual(shown('@@ -1 +1 @@\n-a\n+b\n c', 'diff'), ['section @@ -1 +1 @@', 'removed -a', 'added +b']);
  });

  test('E04 the pieces together are the code, whatever it is', () => {
    const nasty = '"unclosed\n/* never ends `x${ \\ <!-- """ \'\'\' #{ r#" $( [^] @ 😀 变量 = 1\n'.repeat(3);
    for (const language of [...Object.keys(languages), ...Object.keys(languageNames)]) {
      assert.equal(
        highlight(nasty, language)
          .map(({ text }) => text)
          .join(''),
        nasty,
        language,
      );
    }
  });

  test('each name means a language that is there', () => {
    for (const [name, language] of Object.entries(languageNames)) assert.ok(languages[language], name);
  });

  test('E04 an unknown language and code beyond the limit stay as they are', () => {
    assert.deepEqual(highlight('let a', 'klingon'), [{ text: 'let a', kind: undefined }]);
    assert.deepEqual(highlight('let a', 'constructor'), [{ text: 'let a', kind: undefined }]);
    const longest = 'let '.repeat(highlightMaxChars / 4);
    assert.ok(highlight(longest, 'js').length > 1);
    assert.equal(highlight(`${longest} `, 'js').length, 1);
  });

  test('E04 long code without ends takes a time in step with its length', () => {
    const unit = 'a: b "c \' ` < $( [ x';
    for (const language of Object.keys(languages)) {
      const code = unit.repeat(Math.floor(highlightMaxChars / unit.length));
      assert.equal(
        highlight(code, language)
          .map(({ text }) => text)
          .join('').length,
        code.length,
      );
    }
  });
});
