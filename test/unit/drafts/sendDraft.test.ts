import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { systemClock } from '../../../src/base/clock.ts';
import { MailError } from '../../../src/base/errors.ts';
import { resolveAttachments } from '../../../src/drafts/attachmentFiles.ts';
import { Drawings } from '../../../src/drafts/drawings.ts';
import { isInside, joinUri, referenceFor, referenceUri } from '../../../src/drafts/fileReferences.ts';
import { type SendDependencies, sendDraft } from '../../../src/drafts/sendDraft.ts';
import { checkDraft } from '../../../src/engine/compose/draftCheck.ts';
import { rangeOf } from '../../../src/engine/compose/textLines.ts';
import type { EngineCaller } from '../../../src/host/engineConnection.ts';
import type { WorkspaceFiles } from '../../../src/host/workspaceFiles.ts';
import { draftAllowSecrets } from '../../../src/protocol/methods/draftAllowSecrets.ts';
import { draftCheck } from '../../../src/protocol/methods/draftCheck.ts';
import { draftSecrets } from '../../../src/protocol/methods/draftSecrets.ts';
import { folderPack } from '../../../src/protocol/methods/folderPack.ts';
import { outboxEnqueue } from '../../../src/protocol/methods/outboxEnqueue.ts';
import type { DraftSecret } from '../../../src/protocol/records.ts';
import { senderAccount } from '../engine/compose/fixtures.ts';

interface World {
  readonly files?: readonly string[];
  readonly folders?: readonly string[];
  readonly links?: { readonly [uri: string]: string };
  /** True: the first button, or the one with this value; false: none. */
  readonly answers?: readonly (boolean | string)[];
  readonly secrets?: readonly DraftSecret[];
  readonly trusted?: boolean;
  readonly sentBefore?: boolean;
  /** Files outside that the person has let leave with the draft before. */
  readonly allowed?: readonly string[];
  /** What the preview’s page says of each diagram: nothing, or why it can’t draw it. */
  readonly undrawable?: string;
}

/** An editor with these files, a person who gives these answers, and an engine that only notes what is queued. */
function world({
  files = [],
  folders = [],
  links = {},
  answers = [],
  trusted = true,
  sentBefore = false,
  allowed = [],
  secrets = [],
  undrawable,
}: World) {
  const queued: unknown[] = [];
  const asked: string[] = [];
  const dropped: string[] = [];
  const remembered: string[] = [...allowed];
  const left = [...answers];
  const forGood: string[] = [];
  const packed: string[] = [];
  const written: string[] = [];
  const previewed: string[] = [];
  const toDraw: { readonly reference: string }[] = [];
  const engine: EngineCaller = {
    async call(method, params, _options) {
      if (method.name === draftCheck.name) {
        const { text } = draftCheck.params.parse(params);
        const { draft, content, diagnostics, images, drawings: found } = checkDraft(text, [senderAccount()]);
        toDraw.splice(0, Infinity, ...found);
        const placed = (list: typeof images) =>
          list.map(({ reference, start, end }) => ({ reference, range: rangeOf(draft.lines, start, end) }));
        return method.result.parse({
          diagnostics,
          attach: placed(content.attach),
          images: placed(images),
          drawings: found.map(({ reference, kind, source, start, end }) => ({
            ...{ reference, kind, source },
            range: rangeOf(draft.lines, start, end),
          })),
          recipients: [...content.to, ...content.cc],
        });
      }
      if (method.name === draftSecrets.name) return method.result.parse({ secrets, unseen: [] });
      if (method.name === draftAllowSecrets.name) {
        forGood.push(...draftAllowSecrets.params.parse(params).fingerprints);
        return method.result.parse({});
      }
      if (method.name === folderPack.name) {
        packed.push(folderPack.params.parse(params).path);
        return method.result.parse({ file: '/profile/tmp/1.zip', files: 2 });
      }
      assert.equal(method.name, outboxEnqueue.name);
      const request = outboxEnqueue.params.parse(params);
      if (sentBefore && !request.again) throw new MailError('draft.alreadySent');
      const known = [...(request.allowSecrets ?? []), ...forGood];
      if (!request.unguarded && secrets.some(({ fingerprint }) => !known.includes(fingerprint)))
        throw new MailError('draft.secretFound');
      queued.push(request);
      return method.result.parse({ item });
    },
    on: () => ({ dispose() {} }),
  };
  const workspace: WorkspaceFiles = {
    async stat(uri) {
      if (folders.includes(uri)) return { isFolder: true, size: 0, modifiedAt: 0 };
      return files.includes(uri) || written.includes(uri) ? { isFolder: false, size: 1, modifiedAt: 0 } : undefined;
    },
    readBytes: async () => new Uint8Array(),
    writeBytes: async (uri) => void written.push(uri),
    readText: async () => '',
    async writeText() {},
    async copy() {},
    async remove() {},
    async removeFolder() {},
    entries: async () => [],
    copiesFolder: 'file:///storage/copies',
    async dropCopies(paths) {
      dropped.push(...paths);
    },
    glob: async (folder, pattern) =>
      files.filter((uri) => isInside(folder, uri) && uri.endsWith(pattern.replace('*', ''))),
    realUri: async (uri) => links[uri] ?? uri,
    localPath: async (uri) =>
      uri.startsWith('file://')
        ? decodeURIComponent(uri.slice('file://'.length))
        : `/storage/copies/1/${decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1))}`,
  };
  const drawings = new Drawings({ files: workspace, clock: systemClock, folder: 'file:///storage/drawings' });
  const dependencies: SendDependencies = {
    drawings,
    async showPreview() {
      previewed.push('shown');
      // The page answers for each drawing that it is asked for, later.
      setImmediate(() => {
        for (const { reference } of toDraw)
          if (undrawable === undefined) void drawings.keep(reference, 'iVBORw0KGgo=');
          else drawings.fail(reference, undrawable);
      });
    },
    engine,
    files: workspace,
    ask: {
      async decide({ message, buttons }) {
        asked.push(message);
        const answer = left.shift();
        return answer ? buttons.find(({ value }) => answer === true || value === answer)?.value : undefined;
      },
      text: async () => undefined,
    },
    t: (message, ...[values]) =>
      values ? message.replace(/\{(\w+)\}/g, (_, name: string) => String(Object(values)[name])) : message,
    clock: systemClock,
    undoSeconds: () => 10,
    guardsSecrets: () => true,
    reveal: async (uri, line) => void asked.push(`${uri}:${line}`),
    rewrite: async () => {},
    formatSize: (bytes) => `${bytes} B`,
    consent: {
      allowedOf: async () => remembered,
      async allow(_draft, uris) {
        remembered.push(...uris);
      },
    },
    workspaceFolders: () => ['file:///code'],
    isTrusted: () => trusted,
    ownFolder: 'file:///storage',
  };
  return { previewed, dependencies, queued, asked, dropped, remembered, forGood, packed, engine, workspace };
}

const item = {
  id: 'o1',
  account: 'a1',
  state: 'held',
  subject: 'Hi',
  messageId: '<m@x>',
  size: 1,
  sentBytes: 0,
  recipients: [],
  createdAt: 0,
  dueAt: 0,
  sendAt: 0,
  attempts: 0,
  failure: null,
  sentCopy: 'pending',
  draft: 'file:///storage/drafts/hi.mail.md',
};
const draft = (block: string, body = 'Hi\n') => ({
  uri: 'file:///storage/drafts/hi.mail.md',
  text: `---\nto: bob@x.test\nsubject: Hi\n${block}---\n\n${body}`,
  folder: 'file:///code',
});

describe('what is asked before a mail leaves', () => {
  test('H05 a mail that could not be looked through for secrets leaves only when a person says so', async () => {
    for (const answers of [[], [true]]) {
      const { dependencies, queued, asked, engine } = world({ answers });
      const call = engine.call.bind(engine);
      engine.call = async (method, params, options) => {
        if (method.name === outboxEnqueue.name && !outboxEnqueue.params.parse(params).unguarded)
          throw new MailError('draft.notSearched', { retry: 'afterUser' });
        return call(method, params, options);
      };
      assert.equal((await sendDraft(draft(''), dependencies)) !== undefined, answers.length > 0);
      assert.deepEqual(asked, ['Mailroom could not look through this mail for secrets. Send it anyway?']);
      assert.equal(queued.length, answers.length);
    }
  });

  test('E05 a sound draft is queued at once, with its files and the undo delay', async () => {
    const { dependencies, queued, asked } = world({ files: ['file:///code/a%20b.pdf'] });
    assert.ok(await sendDraft(draft('attach: a b.pdf\n'), dependencies));
    assert.deepEqual(asked, []);
    const [request] = queued;
    assert.partialDeepStrictEqual(request, {
      undoMs: 10_000,
      files: [{ reference: 'a b.pdf', path: '/code/a b.pdf', name: 'a b.pdf' }],
    });
  });

  test('E04 a diagram is drawn in the preview before the mail leaves, once for the same source', async () => {
    const { dependencies, queued, asked, previewed } = world({});
    const withDiagram = draft('', '```mermaid\npie\n```\n');
    assert.ok(await sendDraft(withDiagram, dependencies));
    assert.ok(await sendDraft(withDiagram, dependencies));
    assert.deepEqual([asked, previewed], [[], ['shown']]);
    assert.equal(queued.length, 2);
    for (const request of queued) {
      const { files } = outboxEnqueue.params.parse(request);
      assert.match(files[0]?.path ?? '', /^\/storage\/drawings\/[0-9a-f]{40}\.png$/);
      assert.equal(files[0]?.name, 'diagram.png');
    }
  });

  test('E04 one that can’t be drawn is asked about, with the reason: its source leaves, or nothing', async () => {
    for (const answers of [[], [true]]) {
      const { dependencies, queued, asked } = world({ answers, undrawable: 'Parse error on line 2' });
      const sent = await sendDraft(draft('', '```math\n\\frac{1}{\n```\n'), dependencies);
      assert.deepEqual(asked, ['This cannot be drawn and is sent as its source: Parse error on line 2']);
      assert.equal(sent !== undefined, answers.length > 0);
      assert.equal(queued.length, answers.length);
      for (const request of queued) assert.deepEqual(outboxEnqueue.params.parse(request).files, []);
    }
  });

  test('E05 a folder leaves as one archive of its name; one on another machine is brought over and packed', async () => {
    const { dependencies, queued, packed } = world({ folders: ['file:///code/my%20docs'] });
    assert.ok(await sendDraft(draft('attach: my docs\n'), dependencies));
    assert.deepEqual(packed, ['/code/my docs']);
    assert.partialDeepStrictEqual(queued, [
      { files: [{ reference: 'my docs', path: '/profile/tmp/1.zip', name: 'my docs.zip' }] },
    ]);
    const remote = world({ folders: ['vscode-remote://ssh/code/docs'] });
    const far = { ...draft('attach: docs\n'), folder: 'vscode-remote://ssh/code' };
    assert.ok(await sendDraft(far, remote.dependencies));
    assert.deepEqual(remote.packed, ['/storage/copies/1/docs']);
    assert.partialDeepStrictEqual(remote.queued, [{ files: [{ reference: 'docs', name: 'docs.zip' }] }]);
    assert.ok(remote.dropped.includes('/storage/copies/1/docs'), 'the copy goes, the archive is elsewhere');
  });

  test('E08 a placeholder that was never filled is asked about, and holds a mail from a template back', async () => {
    const stopped = world({ answers: [false] });
    assert.equal(await sendDraft(draft('', 'Hi {{name}}\n'), stopped.dependencies), undefined);
    assert.deepEqual(
      [stopped.asked, stopped.queued],
      [['“{{name}}” is still to be filled in. Send the mail as it is?'], []],
    );
    assert.ok(await sendDraft(draft('', 'Hi {{name}}\n'), world({ answers: [true] }).dependencies));
    const filled = sendDraft(draft('template: intro\n', 'Hi {{name}}\n'), world({}).dependencies);
    await assert.rejects(filled, { code: 'draft.placeholderLeft' });
  });

  const secret = (change: Partial<DraftSecret> = {}): DraftSecret => ({
    ...{ kind: 'github', reference: '', inside: '', line: 6, fingerprint: 'f1' },
    ...change,
  });

  test('H05 a secret stops the mail; let through once, it leaves this time only', async () => {
    const stopped = world({ secrets: [secret()], answers: [false] });
    assert.equal(await sendDraft(draft(''), stopped.dependencies), undefined);
    assert.deepEqual(stopped.queued, []);
    const once = world({ secrets: [secret()], answers: ['once'] });
    assert.ok(await sendDraft(draft(''), once.dependencies));
    assert.partialDeepStrictEqual(once.queued, [{ allowSecrets: ['f1'] }]);
    assert.deepEqual(once.forGood, []);
  });

  test('H05 let through for good, it is not asked about again', async () => {
    const { dependencies, queued, asked, forGood } = world({ secrets: [secret()], answers: ['always'] });
    assert.ok(await sendDraft(draft(''), dependencies));
    assert.ok(await sendDraft(draft(''), dependencies));
    assert.deepEqual([forGood, queued.length, asked.length], [['f1'], 2, 1]);
  });

  test('H05 the place of a secret is shown: its line in the text, its file', async () => {
    const inText = world({ secrets: [secret()], answers: ['show'] });
    await sendDraft(draft(''), inText.dependencies);
    assert.equal(inText.asked.at(-1), 'file:///storage/drafts/hi.mail.md:5');
    const inFile = world({
      files: ['file:///code/a.env'],
      secrets: [secret({ reference: 'a.env', line: 2 })],
      answers: ['show'],
    });
    await sendDraft(draft('attach: a.env\n'), inFile.dependencies);
    assert.equal(inFile.asked.at(-1), 'file:///code/a.env:1');
    assert.deepEqual(inFile.queued, []);
  });

  test('H05 nothing is looked for where the person switched it off', async () => {
    const { dependencies, queued } = world({ secrets: [secret()] });
    assert.ok(await sendDraft(draft(''), { ...dependencies, guardsSecrets: () => false }));
    assert.equal(queued.length, 1);
  });

  test('E05 a missing file and a pattern without files are named, and nothing is queued', async () => {
    const { dependencies, queued } = world({ folders: ['file:///code/docs'] });
    await assert.rejects(sendDraft(draft('attach: gone.pdf\n'), dependencies), {
      code: 'draft.attachmentMissing',
      data: { reference: 'gone.pdf' },
    });
    await assert.rejects(sendDraft(draft('attach: "*.zip"\n'), dependencies), { code: 'draft.attachmentNoMatch' });
    await assert.rejects(sendDraft(draft('', '![p](gone.png)\n'), dependencies), { code: 'draft.attachmentMissing' });
    assert.deepEqual(queued, []);
  });

  test('E05 a pattern names all its files, each once', async () => {
    const { dependencies, queued } = world({ files: ['file:///code/a.log', 'file:///code/b.log'] });
    await sendDraft(draft('attach: "*.log"\n'), dependencies);
    assert.partialDeepStrictEqual(queued[0], { files: [{ name: 'a.log' }, { name: 'b.log' }] });
  });

  test('E05 files outside the folder, or behind a link that leads out, leave only when the person says so', async () => {
    const outside = {
      files: ['file:///etc/passwd', 'file:///code/link'],
      links: { 'file:///code/link': 'file:///home/key' },
    };
    const no = world({ ...outside, answers: [false] });
    assert.equal(await sendDraft(draft('attach:\n  - /etc/passwd\n  - link\n'), no.dependencies), undefined);
    assert.deepEqual([no.queued.length, no.asked.length], [0, 1], 'asked once for both');
    const yes = world({ ...outside, answers: [true] });
    assert.ok(await sendDraft(draft('attach:\n  - ../etc/passwd\n'), yes.dependencies));
  });

  test('E05 files outside are asked about once: the answer is remembered with the draft, a new one is asked about alone', async () => {
    const files = ['file:///etc/hosts', 'file:///etc/motd'];
    const { dependencies, queued, asked, remembered } = world({ files, answers: [true, true] });
    assert.ok(await sendDraft(draft('attach: /etc/hosts\n'), dependencies));
    assert.deepEqual(remembered, ['file:///etc/hosts']);
    assert.ok(await sendDraft(draft('attach: /etc/hosts\n'), dependencies));
    assert.equal(asked.length, 1);
    assert.ok(await sendDraft(draft('attach: /etc/hosts; /etc/motd\n'), dependencies));
    assert.deepEqual([asked.length, queued.length], [2, 3]);
    assert.deepEqual(remembered, files);
    const no = world({ files, answers: [false] });
    assert.equal(await sendDraft(draft('attach: /etc/hosts\n'), no.dependencies), undefined);
    assert.deepEqual(no.remembered, [], 'a no is no answer for next time');
  });

  test('E05 copies made for a send are let go of, whether it was queued or not', async () => {
    const files = ['file:///code/a.pdf'];
    const yes = world({ files });
    await sendDraft(draft('attach: a.pdf\n'), yes.dependencies);
    const no = world({ files, sentBefore: true, answers: [false] });
    await sendDraft(draft('attach: a.pdf\n'), no.dependencies);
    assert.deepEqual([yes.dropped, no.dropped], [['/code/a.pdf'], ['/code/a.pdf']]);
  });

  test('E05 a folder that is not trusted sends its files only when seen', async () => {
    const files = ['file:///code/a.pdf'];
    const no = world({ files, trusted: false, answers: [false] });
    assert.equal(await sendDraft(draft('attach: a.pdf\n'), no.dependencies), undefined);
    assert.equal(no.asked.length, 1);
    assert.ok(
      await sendDraft(draft('attach: a.pdf\n'), world({ files, trusted: false, answers: [true] }).dependencies),
    );
  });

  test('E05 a promised attachment and an empty subject are asked about', async () => {
    const no = world({ answers: [false] });
    assert.equal(await sendDraft(draft('', 'see attached\n'), no.dependencies), undefined);
    assert.match(no.asked[0] ?? '', /attached/);
    assert.ok(await sendDraft(draft('', 'see attached\n'), world({ answers: [true] }).dependencies));
  });

  test('E03 a bad address keeps the mail here', async () => {
    const { dependencies, queued } = world({});
    await assert.rejects(sendDraft(draft('cc: nobody\n'), dependencies), { code: 'draft.badAddress' });
    assert.deepEqual(queued, []);
  });

  test('E03 many recipients are shown before', async () => {
    const many = Array.from({ length: 12 }, (_, index) => `p${index}@x.test`).join('; ');
    const { dependencies, asked, queued } = world({ answers: [false] });
    assert.equal(await sendDraft(draft(`cc: ${many}\n`), dependencies), undefined);
    assert.deepEqual([asked.length, queued.length], [1, 0]);
  });

  test('E05 a draft that was sent is sent again only when the person says so', async () => {
    const yes = world({ sentBefore: true, answers: [true] });
    assert.ok(await sendDraft(draft(''), yes.dependencies));
    assert.partialDeepStrictEqual(yes.queued[0], { again: true });
    assert.equal(await sendDraft(draft(''), world({ sentBefore: true, answers: [false] }).dependencies), undefined);
  });
});

describe('paths that a draft names', () => {
  test('E05 bare ones begin at its folder, and go out only by themselves', () => {
    assert.equal(referenceUri('file:///w/x', 'a b/ü.pdf'), 'file:///w/x/a%20b/%C3%BC.pdf');
    assert.equal(referenceUri('file:///w/x', '/etc/passwd'), 'file:///etc/passwd');
    assert.equal(referenceUri('file:///w/x', 'C:\\dir\\a.txt'), 'file:///C%3A/dir/a.txt');
    assert.equal(referenceUri('vscode-remote://ssh+h/w', '/a'), 'vscode-remote://ssh+h/a');
    assert.equal(joinUri('file:///w/x/', '../../../../a'), 'file:///a');
    assert.ok(!isInside('file:///w/x', 'file:///w/xy/a'));
    assert.equal(referenceFor('file:///w', 'file:///w/a%20b.pdf'), 'a b.pdf');
    assert.equal(referenceFor('file:///w', 'file:///v/a%20b.pdf'), '/v/a b.pdf');
  });

  test('E07 a message reference that is none is told as a missing file', async () => {
    const { engine, workspace } = world({});
    const source = {
      engine,
      files: workspace,
      folder: 'file:///code',
      trustedFolders: [],
      allowOutside: async () => false,
    };
    await assert.rejects(resolveAttachments(['message:nonsense'], source), { code: 'draft.attachmentMissing' });
  });
});
