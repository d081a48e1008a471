import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { edited } from '../../../../src/base/textEdit.ts';
import { richBlocks } from '../../../../src/engine/compose/richBlocks.ts';
import type { RichNode } from '../../../../src/protocol/richText.ts';
import { SourceMap } from '../../../../src/webview/compose/sourceMap.ts';

/** Blocks as people write them: each could be written in another way, and must not be. */
const written = [
  'Plain words,\nwrapped  by hand',
  'Setext heading\n==============',
  '## Closed heading ##',
  '*   wide\n*   bullets',
  '+ other\n+ bullets',
  '1) one\n2) two',
  '- [ ] task\n- [x] done',
  '> quoted\nlazy line',
  '~~~ text\nfence\n~~~',
  '    indented code',
  '***',
  '| a |b|\n|---|:-:|\n| 1 | 2',
  '[ref]: https://example.test/ "definition"',
  '<details>\n<summary>raw</summary>\n</details>',
  '<!-- a comment -->',
  '<img src="a.png" alt="A" width="72">',
  '<img src="a.png" onload="x()">',
  '&nbsp;',
  '__bold__ and _it_, \\* and &copy;',
  '<div align="center">\n\nin the middle\n\nboth\n\n</div>',
  'A footnote[^1].\n\n[^1]: said below\n  in two lines',
  '[^never]: referred to',
  '> a footnote\n>\n> [^2]: inside a quote',
  '- [ ] task\n- no task\n- [x] done',
  '1. [ ] task\n2. none',
  'blanks  \nat ends \t\nof lines ',
  '-- \nAnn\nExample Ltd.',
  'Words\n-- \nBob',
];

interface Held {
  readonly json: RichNode;
}

const hold = (json: RichNode): Held => ({ json });

function mapOf(text: string): { readonly map: SourceMap<Held>; readonly nodes: readonly Held[] } {
  const map = new SourceMap<Held>({
    isBlank: ({ json }) => json.type === 'paragraph' && (json.content ?? []).length === 0,
    toJson: ({ json }) => json,
  });
  const blocks = richBlocks(text).map((block) => ({ ...block, nodes: block.nodes.map(hold) }));
  map.read(text, blocks);
  return { map, nodes: blocks.flatMap(({ nodes }) => nodes) };
}

const bodies = fc
  .array(fc.tuple(fc.constantFrom(...written), fc.constantFrom('\n\n', '\n\n\n', '\n \n')), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => `${parts.map(([block, gap], index) => (index === 0 ? block : gap + block)).join('')}\n`);
const changed = { type: 'paragraph', attrs: { textAlign: null }, content: [{ type: 'text', text: 'CHANGED' }] };

describe('E02 what was not edited stays as it was typed, byte for byte', () => {
  test('E02 a text that nobody touched is not written', () => {
    fc.assert(
      fc.property(bodies, (text) => {
        const { map, nodes } = mapOf(text);
        assert.equal(map.write(nodes), undefined);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test('E02 one block changed, one put in, one taken out: all others keep their source and their meaning', () => {
    fc.assert(
      fc.property(bodies, fc.nat(), fc.constantFrom('change', 'insert', 'remove'), (text, where, act) => {
        const { map, nodes } = mapOf(text);
        const at = where % nodes.length;
        const next = nodes.toSpliced(at, act === 'insert' ? 0 : 1, ...(act === 'remove' ? [] : [hold(changed)]));
        const edit = map.write(next);
        const after = edit ? edited(text, edit) : text;
        assert.equal(map.text, after);
        let from = 0;
        for (const source of untouched(text, at, act)) {
          const found = after.indexOf(source, from);
          assert.ok(found >= 0, `lost: ${source}\nin:\n${after}`);
          from = found + source.length;
        }
        const words = (all: readonly RichNode[]) => JSON.stringify(all).replace(/"loose":(true|false)/g, '');
        const read = richBlocks(after).flatMap((block) => block.nodes);
        // A reference whose definition was taken out is other words.
        if (act === 'insert' || !/\[\^|\[ref\]/.test(text))
          assert.equal(words(read), words(next.map(({ json }) => json)), after);
      }),
      { numRuns: 600, seed: 11 },
    );
  });
});

/** Sources of the blocks that the change at node `at` does not touch; lists and indented code may have to be written anew. */
function untouched(text: string, at: number, act: string): readonly string[] {
  let index = 0;
  return richBlocks(text).flatMap(({ start, end, nodes }) => {
    const [first, last] = [index, index + nodes.length - 1];
    index += nodes.length;
    const isTouched = act === 'insert' ? first < at && at <= last : first <= at && at <= last;
    const source = text.slice(start, end);
    return isTouched || /^(?:[-*+] |\d+[.)] | {4})/.test(source) ? [] : [source];
  });
}
