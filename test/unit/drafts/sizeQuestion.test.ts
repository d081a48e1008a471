import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askAboutSize } from '../../../src/drafts/sizeQuestion.ts';
import { linkAttachments } from '../../../src/engine/compose/linkAttachments.ts';
import { draftLink } from '../../../src/protocol/methods/draftLink.ts';
import { english } from '../views/rows.ts';

const file = (name: string) => ({ path: `/x/${name}`, name, reference: name });

function asker(choose: string | undefined, urls: (string | undefined)[] = []) {
  const offered: string[] = [];
  return {
    offered,
    dependencies: {
      engine: {
        async call(method: { readonly result: { parse(value: unknown): unknown } }, params: unknown) {
          const { text, links } = draftLink.params.parse(params);
          return method.result.parse({ text: linkAttachments(text, links) });
        },
        on: () => ({ dispose() {} }),
      },
      ask: {
        async decide({ message, buttons }: { message: string; buttons: readonly { label: string; value: unknown }[] }) {
          offered.push(message, ...buttons.map(({ value }) => String(value)));
          return buttons.find(({ value }) => value === choose)?.value;
        },
        text: async ({ check }: { check?: (text: string) => string | undefined }) => {
          const url = urls.shift();
          assert.equal(url === undefined ? undefined : check?.(url), undefined);
          assert.ok(check?.('file:///etc/passwd'), 'an address that nobody else can open is told');
          return url;
        },
      },
      t: english,
      formatSize: (bytes: number) => `${bytes / 1e6} MB`,
    } as unknown as Parameters<typeof askAboutSize>[2],
  };
}

const text = '---\nto: a@x.test\nattach: a.bin\nattach: b.bin\n---\n\nHello\n';
const data = { size: 14e6, maxBytes: 10e6 };

describe('a mail larger than the server takes', () => {
  test('E11 sizes and ways are shown, and the answer is the person’s', async () => {
    const { offered, dependencies } = asker('split');
    const answer = await askAboutSize({ data }, { text, files: [file('a.bin'), file('b.bin')] }, dependencies, {});
    assert.deepEqual(answer, { kind: 'split' });
    assert.match(offered[0] ?? '', /14 MB.*10 MB/);
    assert.deepEqual(offered.slice(1), ['zip', 'split', 'link']);
  });

  test('E11 what can not help is not offered', async () => {
    const offeredFor = async (more: object, files: string[]) => {
      const { offered, dependencies } = asker(undefined);
      const draft = { text, files: files.map(file) };
      assert.equal(await askAboutSize({ data: { ...data, ...more } }, draft, dependencies, {}), undefined);
      return offered.slice(1);
    };
    assert.deepEqual(await offeredFor({}, ['a.bin']), ['zip', 'link']);
    assert.deepEqual(await offeredFor({ zipped: true }, ['a.bin', 'b.bin']), ['split', 'link']);
    assert.deepEqual(await offeredFor({ file: 'a.bin' }, ['a.bin', 'b.bin']), ['zip', 'link']);
    assert.deepEqual(await offeredFor({}, []), []);
  });

  test('E11 a link stands in place of its file, a file without one stays attached', async () => {
    const { dependencies } = asker('link', ['https://files.test/a?x=1', '']);
    const answer = await askAboutSize({ data }, { text, files: [file('a.bin'), file('b.bin')] }, dependencies, {});
    assert.deepEqual(answer, {
      kind: 'linked',
      text: '---\nto: a@x.test\nattach:\n  - b.bin\n---\n\nHello\n\n- [a.bin](<https://files.test/a?x=1>)\n',
    });
  });
});
