import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { contentOf } from '../../../../src/engine/compose/draftContent.ts';
import { parseDraft } from '../../../../src/engine/compose/draftParser.ts';
import { writeDraft } from '../../../../src/engine/compose/draftWriter.ts';
import { forwardSubject, oneLine, replySubject, slugOf } from '../../../../src/engine/compose/subjects.ts';
import { cleanName } from '../../../../src/mail/mime/address.ts';
import { nastyStrings } from '../../../support/nastyStrings.ts';
import { seeded } from '../../../support/seeded.ts';

describe('drafts as they are written', () => {
  test('E01 the parser reads back what the writer wrote, whatever the texts', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constantFrom(...nastyStrings));
    const file = fc.stringMatching(/^[A-Za-z0-9 ,;'"{}()_.#[\]\\|>-]{1,20}$/).filter((name) => name.trim() === name);
    const mailbox = fc.record({ name: text, address: fc.constantFrom('a@x.test', '"b; c"@x.test') });
    const draft = fc.record({
      to: fc.array(mailbox, { maxLength: 3 }),
      subject: text,
      attach: fc.array(file, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(draft, ({ to, subject, attach }) => {
        const content = contentOf(parseDraft(writeDraft({ to, subject, attach, body: 'Body\n' }).text));
        assert.equal(content.subject, oneLine(subject));
        assert.deepEqual(
          content.to.map(({ name, address }) => ({ name, address })),
          to.map((each) => ({ ...each, name: cleanName(each.name) })),
        );
        assert.deepEqual(
          content.attach.map(({ reference }) => reference),
          attach,
        );
        assert.equal(content.body, 'Body\n');
      }),
      seeded(7, 500),
    );
  });

  test('E01 the cursor is where the next thing is typed', () => {
    const to = [{ name: '', address: 'a@x.test' }];
    assert.deepEqual(writeDraft({ to: [], subject: '', body: '' }).cursor, { line: 1, column: 4 });
    assert.deepEqual(writeDraft({ to, subject: '', body: '' }).cursor, { line: 2, column: 9 });
    assert.deepEqual(writeDraft({ to, subject: 'Hi', body: '' }).cursor, { line: 5, column: 0 });
  });

  test('E01 a new draft has to and subject and nothing else', () => {
    assert.equal(writeDraft({ to: [], subject: '', body: '' }).text, '---\nto: \nsubject: \n---\n\n');
  });

  test('E07 subjects get one prefix, in whatever language the others were', () => {
    assert.equal(replySubject('Re: AW: 回复：Re[2]: Plan'), 'Re: Plan');
    assert.equal(forwardSubject('Fwd: WG: 转发: Re: Plan'), 'Fwd: Re: Plan');
    assert.equal(replySubject('Reactor status'), 'Re: Reactor status');
    assert.equal(replySubject(''), 'Re:');
  });

  test('E01 file names come from subjects in every script', () => {
    assert.equal(slugOf('Re: build: red?'), 're-build-red');
    assert.equal(slugOf('回复: 构建失败！'), '回复-构建失败');
    assert.equal(slugOf('../../etc/passwd'), 'etc-passwd');
    assert.equal(slugOf(' ?? '), 'new-mail');
  });
});
