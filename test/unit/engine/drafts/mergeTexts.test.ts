import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { conflictMarks } from '../../../../src/engine/compose/conflictMarks.ts';
import { mergeTexts } from '../../../../src/engine/drafts/mergeTexts.ts';
import { seeded } from '../../../support/seeded.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 12 }).map((list) => list.join('\n'));

describe('two changes of one draft', () => {
  test('E15 changes at different places are both kept', () => {
    const base = 'one\ntwo\nthree\nfour\nfive';
    assert.deepEqual(mergeTexts(base, 'ONE\ntwo\nthree\nfour\nfive', 'one\ntwo\nthree\nfour\nFIVE\nsix'), {
      text: 'ONE\ntwo\nthree\nfour\nFIVE\nsix',
      conflicts: 0,
    });
  });

  test('E15 where both changed the same line, both stand between marks', () => {
    const { text, conflicts } = mergeTexts('a\nb\nc', 'a\nmine\nc', 'a\ntheirs\nc');
    assert.equal(conflicts, 1);
    const { ours, between, theirs } = conflictMarks;
    assert.equal(text, ['a', ours, 'mine', between, 'theirs', theirs, 'c'].join('\n'));
  });

  test('E15 a change on one side alone is that side, whichever it is', () => {
    fc.assert(
      fc.property(lines, lines, (base, changed) => {
        assert.deepEqual(mergeTexts(base, base, changed), { text: changed, conflicts: 0 });
        assert.deepEqual(mergeTexts(base, changed, base), { text: changed, conflicts: 0 });
        assert.deepEqual(mergeTexts(base, changed, changed), { text: changed, conflicts: 0 });
      }),
      seeded(15, 500),
    );
  });

  test('E15 no line that one side added is lost', () => {
    fc.assert(
      fc.property(lines, fc.nat(12), fc.nat(12), (base, here, there) => {
        const add = (at: number, line: string) => base.split('\n').toSpliced(at, 0, line).join('\n');
        const { text } = mergeTexts(base, add(here, 'mine'), add(there, 'theirs'));
        const merged = text.split('\n');
        assert.ok(merged.includes('mine') && merged.includes('theirs'));
        const rest = merged.filter((line) => !['mine', 'theirs', ...Object.values(conflictMarks)].includes(line));
        assert.deepEqual(rest, base.split('\n'));
      }),
      seeded(15, 500),
    );
  });
});
