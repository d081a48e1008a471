import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDraft } from '../../../../src/engine/compose/draftCheck.ts';
import { manyAnsweredMin } from '../../../../src/engine/compose/draftWarnings.ts';
import type { DraftDiagnostic, TextRange } from '../../../../src/protocol/records.ts';
import { senderAccount } from './fixtures.ts';

const check = (text: string) => checkDraft(text, [senderAccount()]).diagnostics;
const draft = (block: string, body: string) => `---\n${block}\n---\n\n${body}`;
const sound = 'to: Bob Lee <bob@x.test>\nsubject: Hi';
const codes = (text: string) => check(text).map(({ code }) => code);

function offset(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  return lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + column;
}

function slice(text: string, { startLine, startColumn, endLine, endColumn }: TextRange): string {
  return text.slice(offset(text, startLine, startColumn), offset(text, endLine, endColumn));
}

function applied(text: string, { range, newText }: DraftDiagnostic['fixes'][number]): string {
  const { startLine, startColumn, endLine, endColumn } = range;
  return text.slice(0, offset(text, startLine, startColumn)) + newText + text.slice(offset(text, endLine, endColumn));
}

const people = (count: number) => Array.from({ length: count }, (_, n) => `p${n}@x.test`).join('; ');
const named = (count: number) => Array.from({ length: count }, (_, n) => `Cat Lo <p${n}@x.test>`).join('; ');
const token = `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`;

/** What is wrong, and the words under it. Its first fix takes it away, and nothing else comes. */
const faults: readonly (readonly [title: string, text: string, code: string, at: string])[] = [
  [
    'an empty subject',
    draft('to: bob@x.test\nsubject: ', 'Hi Bob,\n\nthe build is red again.\n'),
    'draft.emptySubject',
    'subject: ',
  ],
  ['a bad address', draft('to: bob@x.test, nobody\nsubject: Hi', 'Hello\n'), 'draft.badAddress', 'nobody'],
  ['a wrong name', draft(sound, 'Hi Alice,\n\nhow are you?\n'), 'draft.wrongGreeting', 'Alice'],
  [
    'a wrong Chinese name',
    draft('to: 李明 <li@x.test>\nsubject: 你好', '王芳您好，\n\n请看。\n'),
    'draft.wrongGreeting',
    '王芳',
  ],
  ['a dead link', draft(sound, 'See [the notes](docs/notes.md).\n'), 'draft.deadLink', '[the notes](docs/notes.md)'],
  [
    'an answer to many',
    draft(`${sound}\ncc: ${people(manyAnsweredMin)}\nin-reply-to: <1@x.test>`, 'Yes.\n'),
    'draft.manyAnswered',
    people(manyAnsweredMin),
  ],
  ['a picture without words', draft(sound, '![](pictures/build-red.png)\n'), 'draft.pictureUnnamed', '![]'],
  ['an invisible character', draft(sound, 'pay\u202eexe.fdp\n'), 'draft.controlCharacter', '\u202e'],
  [
    'a change here and elsewhere',
    draft(sound, '<<<<<<< here\nat nine\n=======\nat ten\n>>>>>>> elsewhere\n'),
    'draft.conflict',
    '<<<<<<< here\nat nine\n=======\nat ten\n>>>>>>> elsewhere',
  ],
  [
    'a subject changed here and elsewhere',
    draft('to: Bob Lee <bob@x.test>\n<<<<<<< here\nsubject: Hi\n=======\nsubject: Ho\n>>>>>>> elsewhere', 'Hello\n'),
    'draft.conflict',
    '<<<<<<< here\nsubject: Hi\n=======\nsubject: Ho\n>>>>>>> elsewhere',
  ],
  ['a secret', draft(sound, `the token: ${token}\n`), 'draft.secretFound', token],
];

describe('what is pointed out in a draft', () => {
  for (const [title, text, code, at] of faults) {
    test(`E12 ${title} is shown at its place, and its first fix takes it away`, () => {
      const found = check(text).filter((each) => each.code === code);
      assert.deepEqual(
        found.map(({ range }) => slice(text, range)),
        [at],
      );
      const [fix] = found[0]?.fixes ?? [];
      assert.ok(fix);
      const after = applied(text, fix);
      assert.deepEqual(
        codes(after),
        codes(text).filter((each) => each !== code && (code !== 'draft.conflict' || each !== 'draft.duplicateHeader')),
      );
    });
  }

  test('E12 an answer to all that goes to a list, too, says so; one to the list alone was meant so', () => {
    const list = 'dev@lists.test';
    const toList = (headers: string) => {
      const text = draft(`${headers}\nsubject: Hi\nin-reply-to: <1@x.test>`, 'Yes.\n');
      const known = { mayLeave: () => false, isList: (address: string) => address === list };
      const found = checkDraft(text, [senderAccount()], known).diagnostics;
      return found.map(({ code, fixes }) => [code, fixes[0] && applied(text, fixes[0]).split('\n').slice(1, 3)]);
    };
    assert.deepEqual(toList(`to: Bob Lee <bob@x.test>\ncc: Dev <${list}>; ann@x.test`), [
      ['draft.listAnswered', ['to: Bob Lee <bob@x.test>', 'cc: ann@x.test']],
    ]);
    assert.deepEqual(toList(`to: Bob Lee <bob@x.test>\ncc: ${list}`), [
      ['draft.listAnswered', ['to: Bob Lee <bob@x.test>', 'subject: Hi']],
    ]);
    assert.deepEqual(toList(`to: ${list}\ncc: ann@x.test`), [['draft.listAnswered', ['to: ', 'cc: ann@x.test']]]);
    assert.deepEqual(toList(`to: ${list}`), []);
  });

  test('E12 seven seeded faults in one draft give seven diagnostics', () => {
    const text = draft(
      `to: Bob Lee <bob@x.test>; nobody\ncc: ${named(11)}\nsubject: \nin-reply-to: <1@x.test>`,
      `Hi Alice,\n\nsee the attached [notes](docs/notes.md), ${token}\n`,
    );
    assert.deepEqual(codes(text).sort(), [
      'draft.attachmentForgotten',
      'draft.badAddress',
      'draft.deadLink',
      'draft.emptySubject',
      'draft.manyAnswered',
      'draft.secretFound',
      'draft.wrongGreeting',
    ]);
  });

  test('E12 who may be greeted so is not pointed out', () => {
    const greetings: readonly (readonly [to: string, line: string])[] = [
      ['Bob Lee <b@x.test>', 'Hi Bob,'],
      ['Robert Lee <b@x.test>', 'Hi Bob,'],
      ['"Lee, Bob" <b@x.test>', 'Dear Mr. Lee,'],
      ['info@x.test', 'Dear Bob,'],
      ['bob@x.test', 'Hi Alice,'],
      ['bob.lee@x.test', 'Hi Bob'],
      ['Bob Lee <b@x.test>', 'Hi all,'],
      ['Bob Lee <b@x.test>', 'Hello there,'],
      ['Bob Lee <b@x.test>; Ann Li <a@x.test>', 'Hi Ann,'],
      ['Zoë Ek <z@x.test>', 'Hi Zoe,'],
      ['Wang Fang <w@x.test>', '王芳您好，'],
      ['王芳 <w@x.test>', '王总您好：'],
      ['王芳 <w@x.test>', '你好，小王'],
      ['王芳 <w@x.test>', '大家好'],
      ['王芳 <w@x.test>', '尊敬的王芳女士：'],
      ['王芳 <w@x.test>', 'Dear Fang,'],
      ['Bob Lee <b@x.test>', 'Hi Alice told me about the build.'],
    ];
    for (const [to, line] of greetings) assert.deepEqual(codes(draft(`to: ${to}\nsubject: Hi`, `${line}\n`)), [], line);
  });

  test('E12 quotes, code and links that work are left alone', () => {
    const body = [
      'See `[x](y.md)`, [site](https://x.test/), [mail](mailto:a@x.test) and ![words](a.png).',
      '> Hi Alice, [old](old.md)',
      '```',
      '[code](code.md) ![](a.png)',
      '```',
    ];
    assert.deepEqual(codes(draft(sound, `${body.join('\n')}\n`)), []);
  });

  test('H05 a secret that was allowed for good is not pointed out', () => {
    const text = draft(sound, `token: ${token}\n`);
    assert.deepEqual(
      checkDraft(text, [senderAccount()], { mayLeave: (secret) => secret === token, isList: () => false }).diagnostics,
      [],
    );
    assert.equal(
      checkDraft(text, [senderAccount()], { mayLeave: () => false, isList: () => false }).diagnostics.length,
      1,
    );
  });

  test('E12 a text that Gmail would cut off is pointed out, counted in bytes; a picture in it is no text', () => {
    const line = '你好你好你好你好你好你好你好你好你好你好\n'; // 61 bytes.
    const long = (count: number) => `第一行\n${line.repeat(count)}`;
    assert.deepEqual(codes(draft(sound, long(1_800))), ['draft.clipped']);
    assert.deepEqual(codes(draft(sound, long(1_600))), []);
    assert.deepEqual(codes(draft(`${sound}\nformat: plain`, long(1_800))), []);
    assert.deepEqual(codes(draft(sound, `![x](data:image/png;base64,${'A'.repeat(200_000)})\n`)), []);
    const [{ range } = { range: undefined }] = check(draft(sound, long(1_800)));
    assert.deepEqual([range?.startLine, range?.endLine], [5, 5]);
  });
});
