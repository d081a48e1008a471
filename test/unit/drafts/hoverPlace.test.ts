import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allEmoji, typedEmoji } from '../../../src/drafts/emoji.ts';
import { hoverPlace } from '../../../src/drafts/hoverPlace.ts';

/** What stands under `|`. */
function under(text: string): string {
  const lines = text.split('\n');
  const line = lines.findIndex((each) => each.includes('|'));
  const column = lines[line]?.indexOf('|') ?? 0;
  const plain = lines.map((each) => each.replace('|', ''));
  const place = hoverPlace(plain, { line, column });
  if (!place) return '';
  assert.equal(plain[line]?.slice(place.start, place.end), place.text);
  return `${place.kind} ${place.text}`;
}

describe('what is under the pointer in a draft', () => {
  test('E12 an address of the header block, a file, a picture of the text', () => {
    const cases: readonly (readonly [text: string, found: string])[] = [
      ['---\nto: Bob <b|ob@x.test>; ann@x.test\n---\n', 'address bob@x.test'],
      ['---\nto: Bob <bob@x.test>; ann@x.te|st\n---\n', 'address ann@x.test'],
      ['---\nto: B|ob <bob@x.test>\n---\n', ''],
      ['---\n收件人：李明 <l|i@x.test>；b@x.test\n---\n', 'address li@x.test'],
      ['---\nattach: docs/re|port.pdf; b.csv\n---\n', 'file docs/report.pdf'],
      ['---\nattach: docs/report.pdf; b.c|sv\n---\n', 'file b.csv'],
      ['---\nattach:\n  - docs/a b|.pdf\n---\n', 'file docs/a b.pdf'],
      ['---\nattach: "a; b|.pdf"\n---\n', 'file a; b.pdf'],
      ['---\nsubject: bob@x|.test\n---\n', ''],
      ['---\nto: a@x.test\n---\n\n![red](build/r|ed.png)\n', 'file build/red.png'],
      ['---\nto: a@x.test\n---\n\nwrite to b@x|.test\n', ''],
    ];
    for (const [text, found] of cases) assert.equal(under(text), found, text);
  });

  test('E01 a picture’s name is completed in the text, not in code, a time or a word', () => {
    assert.deepEqual(typedEmoji('Thanks :smi'), { typed: ':smi', at: 7 });
    assert.deepEqual(typedEmoji('谢谢:smi'), { typed: ':smi', at: 2 });
    for (const before of ['at 10:30', 'see `a :smi', 'std::smi', ': smi', 'a:b'])
      assert.equal(typedEmoji(before), undefined);
  });

  test('E01 every name of a picture has one', () => {
    const all = allEmoji();
    assert.ok(all.length > 300);
    for (const { name, picture } of all) {
      assert.match(name, /^[a-z0-9_+-]+$/);
      assert.match(picture, /\p{Extended_Pictographic}|\p{Regional_Indicator}/u, name);
    }
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
  });
});
