import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dialogueText } from '../../../src/views/dialogueText.ts';
import { LineEditor } from '../../../src/views/lineEditor.ts';
import { explainLine } from '../../../src/views/smtpWords.ts';
import { english } from './rows.ts';

const words = (side: 'client' | 'server', text: string) => explainLine(english, { side, text });

describe('an SMTP dialogue in words', () => {
  test('F03 commands, codes, extensions and what a code is about', () => {
    assert.equal(words('client', 'mail FROM:<a@x.test> SIZE=12'), 'begins a mail: who sends it, how large it is');
    assert.equal(words('client', '.'), 'ends the mail; with the answer the server takes charge of it');
    assert.equal(words('client', '***'), 'an answer to the sign-in, not shown');
    assert.equal(words('server', '250 SIZE 1000'), 'says how large a mail may be, in bytes');
    assert.equal(words('server', '250-mx.test'), '');
    assert.equal(words('server', '550 5.1.1 Nobody'), 'refused: no such mailbox, or not allowed · about an address');
    assert.equal(words('server', '499 Hm'), 'not now; it may work later');
    assert.equal(words('server', 'constructor'), '');
    assert.equal(words('client', 'constructor'), '');
  });

  test('F03 a document of it has milliseconds, the very lines and their words', () => {
    const text = dialogueText(english, [
      { at: 1_000, side: 'server', text: '220 mx.test' },
      { at: 1_012, side: 'client', text: 'EHLO [127.0.0.1]' },
      { at: 1_030, side: 'server', text: '250-mx.test\r\n250 DSN' },
    ]);
    assert.deepEqual(
      text.split('\n').map((line) => line.replace(/ +# /, ' # ').trim()),
      [
        '0 ms  ← 220 mx.test # the server is ready',
        '12 ms  → EHLO [127.0.0.1] # greets the server and asks what it can do',
        '30 ms  ← 250-mx.test',
        '30 ms  ← 250 DSN # reports what becomes of a mail',
      ],
    );
    assert.equal(dialogueText(english, []), '');
  });
});

describe('a line typed in a terminal', () => {
  const typed = (data: string, complete = '') => {
    const lines: string[] = [];
    const editor = new LineEditor({ write: () => {}, complete: () => complete, onLine: (line) => lines.push(line) });
    editor.prompt('> ', complete);
    editor.input(data);
    return lines;
  };

  test('F03 is edited in place, and pasted lines are several', () => {
    assert.deepEqual(typed('NOPO\u007f\u001b[D\u007fO\u001b[C\u007fP\r'), ['NOP']);
    assert.deepEqual(typed('EHLO x\r\nNOOP\r\n'), ['EHLO x', 'NOOP']);
    assert.deepEqual(typed('主题\u007f\r'), ['主']);
  });

  test('F03 Tab puts in what is suggested, up brings back what was typed, but never credentials', () => {
    assert.deepEqual(typed('\t\r', 'EHLO x'), ['EHLO x']);
    assert.deepEqual(typed('NOOP\r\u001b[A\r'), ['NOOP', 'NOOP']);
    assert.deepEqual(typed('AUTH PLAIN AGFubg==\r\u001b[A\r'), ['AUTH PLAIN AGFubg==', '']);
  });
});
