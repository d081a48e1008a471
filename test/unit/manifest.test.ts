import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { projectRoot } from '../support/projectRoot.ts';

interface Entry {
  readonly command: string;
  readonly when?: string;
}
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: { readonly [place: string]: readonly Partial<Entry>[] };
    readonly keybindings: readonly (Entry & { readonly key: string })[];
    readonly views: { readonly [container: string]: readonly { readonly id: string }[] };
    readonly configuration: { readonly properties: { readonly [name: string]: { readonly scope?: string } } };
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly svg?: string } }[] }[];
  };
}

const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
const manifest: Manifest = JSON.parse(read('package.json'));
const { contributes } = manifest;
const declared = contributes.commands.map(({ command }) => command);
const sources = (folder: string) =>
  readdirSync(join(projectRoot, 'src', folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
const allSource = sources('.')
  .map((name) => read(join('src', name)))
  .join('\n');

/** Ids in the order of the table, read as text: the command files must not need `vscode` to be checked. */
function implemented(): readonly string[] {
  return sources('commands').flatMap((name) =>
    [
      ...read(`src/commands/${name}`).matchAll(
        /'(mailroom\.\w+)'(?=,\s*(?:busy|run|async run|\w+Request|\{|[-+1'"]))/g,
      ),
    ].map(([, id]) => id ?? ''),
  );
}

describe('manifest, commands and texts say the same', () => {
  test('every command of the manifest is in a file, and every one in a file is in the manifest', () => {
    const table = read('src/commands/index.ts');
    const names = [...(table.split('= [')[1] ?? '').matchAll(/\b(\w+),/g)].map(([, name]) => name ?? '');
    assert.equal(names.length, declared.length, 'the table has one line for each command of the manifest');
    assert.deepEqual([...new Set(implemented())].sort(), [...declared].sort());
  });

  test('a command’s file is in the table', () => {
    const table = read('src/commands/index.ts');
    for (const name of sources('commands')) {
      if (!/defineCommand\(/.test(read(`src/commands/${name}`))) continue;
      assert.ok(table.includes(`'./${name}'`), `${name} is not in src/commands/index.ts`);
    }
  });

  test('a command has its title in the texts and the category Mail', () => {
    for (const { command, title, category } of contributes.commands) {
      assert.equal(title, `%command.${command.replace('mailroom.', '')}%`);
      assert.equal(category, '%category%');
    }
  });

  test('menus and keys name commands that exist', () => {
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].flatMap(
      ({ command }) => command ?? [],
    );
    for (const command of used) if (command.startsWith('mailroom.')) assert.ok(declared.includes(command), command);
  });

  test('buttons of the welcome views and the walkthrough name commands that exist', () => {
    const links = [...read('package.nls.json').matchAll(/command:([\w.]+)/g)].map(([, command]) => command ?? '');
    for (const command of links) assert.ok(declared.includes(command), command);
  });

  test('commands that the code runs exist', () => {
    const run = [...allSource.matchAll(/(?:run|command:|command)\(?\s*'(mailroom\.\w+)'/g)].map(([, id]) => id ?? '');
    for (const command of run) assert.ok(declared.includes(command) || isView(command), command);
  });

  test('M02 a key without Ctrl, Alt or Cmd only works while a list has the focus and nobody types', () => {
    for (const { key, when, command } of contributes.keybindings) {
      if (/ctrl|alt|cmd|meta|f\d/i.test(key)) continue;
      assert.match(when ?? '', /focusedView == mailroom|activeWebviewPanelId == /, `${key} → ${command}`);
      assert.match(when ?? '', /!inputFocus|activeWebviewPanelId/, `${key} → ${command}`);
    }
  });

  test('the palette offers no command that needs a row under the pointer', () => {
    const hidden = new Set(
      (contributes.menus['commandPalette'] ?? []).filter(({ when }) => when === 'false').map(({ command }) => command),
    );
    for (const id of ['openMailbox', 'openMessage', 'outboxDetails', 'showProblem'])
      assert.ok(hidden.has(`mailroom.${id}`), id);
  });

  test('every view of the manifest is made in the code', () => {
    for (const { id } of Object.values(contributes.views).flat()) assert.ok(allSource.includes(`'${id}'`), id);
  });

  test('every setting is read in the code, and every one read is in the manifest', () => {
    const known = Object.keys(contributes.configuration.properties).map((name) => name.replace('mailroom.', ''));
    for (const name of known) assert.ok(read('src/host/settings.ts').includes(`'${name}'`), name);
    const used = [...read('src/host/settings.ts').matchAll(/(?:text|number|value)\('([\w.]+)'/g)].map(
      ([, name]) => name ?? '',
    );
    assert.deepEqual([...new Set(used)].sort(), [...known].sort());
  });

  /** What a folder may say: names of what the person has, never hosts, and nothing before it is trusted. */
  const ofFolders = ['mailroom.compose.identity', 'mailroom.compose.listAddress'];

  test('settings that reach the engine cannot differ between windows or be set by a folder', () => {
    for (const [name, { scope }] of Object.entries(contributes.configuration.properties)) {
      assert.match(scope ?? '', ofFolders.includes(name) ? /^resource$/ : /^(application|machine)$/, name);
    }
  });

  test('A08 what a folder may set is ignored until it is trusted', () => {
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, ofFolders);
  });

  test('pictures of the walkthrough exist', () => {
    for (const { media } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
      assert.ok(media.svg && existsSync(join(projectRoot, media.svg)), media.svg);
    }
  });
});

function isView(command: string): boolean {
  return Object.values(contributes.views)
    .flat()
    .some(({ id }) => command === id || command === `${id}.focus`);
}
