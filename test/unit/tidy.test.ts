import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { before, describe, test } from 'node:test';
import { doors, outsideDoors } from './tidy/doors.ts';
import { cycles, wrongDirections } from './tidy/imports.ts';
import {
  anysAndBangs,
  casts,
  defaultExports,
  isBarrel,
  longFunctions,
  looseTodos,
  moduleState,
  silentCatches,
} from './tidy/shapes.ts';
import { readSources, type SourceFile } from './tidy/source.ts';

const linesMax = 400;
const dataLinesMax = 600;
const functionLinesMax = 70;
const tables = new Set(['commands/index.ts', 'engine/methods/index.ts', 'cli/verbs.ts']);

describe('the house rules', () => {
  let files: readonly SourceFile[];
  before(() => {
    files = readSources();
  });
  const each = (rule: (file: SourceFile) => readonly string[]) => files.flatMap(rule);
  const holds = (rule: string, found: readonly string[]) => {
    const owed = debts[rule] ?? [];
    const isOwed = (violation: string) => owed.some((path) => violation.startsWith(path));
    assert.deepEqual(
      found.filter((violation) => !isOwed(violation)),
      [],
    );
    const paid = owed.filter((path) => !found.some((violation) => violation.startsWith(path)));
    assert.deepEqual(paid, [], 'paid: take it out of the debts');
  };

  test('imports go in the agreed directions', () => holds('directions', each(wrongDirections)));
  test('no import cycles', () => assert.deepEqual(cycles(files), []));
  for (const door of doors) {
    test(`one door for ${door.effect}`, () =>
      holds(
        door.effect,
        each((file) => outsideDoors(file, door)),
      ));
  }

  test('a library is imported in one file', () => {
    const importers = new Map<string, string[]>();
    for (const { path, imports } of files) {
      for (const { from, isType } of imports) {
        if (from.startsWith('.') || from.startsWith('node:') || from === 'vscode' || isType) continue;
        const library = from.split('/', from.startsWith('@') ? 2 : 1).join('/');
        importers.set(library, [...new Set([...(importers.get(library) ?? []), path])]);
      }
    }
    const shared = [...importers].filter(([library, paths]) => paths.length > (libraryDoors[library] ?? 1));
    assert.deepEqual(shared, []);
  });

  test(`files stay below ${linesMax} lines, tables of data below ${dataLinesMax}`, () => {
    const long = files
      .filter(({ lines }) => lines > linesMax)
      .filter((file) => (file.lines > dataLinesMax ? !isData(file) : !saysWhyLong(file.text)));
    holds(
      'file size',
      long.map(({ path, lines }) => `${path}: ${lines}`),
    );
  });

  test(`functions stay below ${functionLinesMax} lines`, () =>
    holds(
      'functions',
      each((file) => longFunctions(file, functionLinesMax)),
    ));
  test('no module state and no singletons', () => assert.deepEqual(each(moduleState), []));
  test('exports have names', () => holds('default exports', each(defaultExports)));
  test('no file only hands on what others export', () => {
    assert.deepEqual(
      files.filter((file) => !tables.has(file.path) && isBarrel(file)).map(({ path }) => path),
      [],
    );
  });
  test('no file is named after nothing', () => {
    const empty = /^(utils?|common|misc|shared|types|manager|helpers?)\.ts$/i;
    assert.deepEqual(
      files.filter(({ path }) => empty.test(basename(path))).map(({ path }) => path),
      [],
    );
  });
  test('an empty catch says why', () => assert.deepEqual(each(silentCatches), []));
  test('a TODO names its issue', () => assert.deepEqual(each(looseTodos), []));
  test('no any and no !', () => assert.deepEqual(each(anysAndBangs), []));
  test('"as" only where bytes and libraries become types', () =>
    holds(
      'as',
      each((file) => (isCastDoor(file) ? [] : casts(file))),
    ));

  test('a request and its handler have one name', () => {
    const names = (folder: string) =>
      files
        .filter(({ path }) => path.startsWith(folder) && !path.endsWith('/index.ts'))
        .map(({ path }) => basename(path));
    const requests = new Set(names('protocol/methods/'));
    assert.deepEqual(
      names('engine/methods/').filter((name) => !requests.has(name)),
      [],
    );
  });

  test('a page and its view have one name', () => {
    const entries = files.filter(({ path }) => /^webview\/[^/]+\.ts$/.test(path) && /\bacquireVsCodeApi\b/.test(path));
    for (const { path } of entries)
      assert.ok(
        files.some((file) => file.path === path.replace('webview/', 'views/')),
        path,
      );
  });
});

/** Brand constructors, the boundary's parser, `webview/dom.ts`, and the one file that turns a library's results into ours. */
function isCastDoor({ path, imports }: SourceFile): boolean {
  const own = ['protocol/schema.ts', 'protocol/events.ts', 'webview/dom.ts'];
  return own.includes(path) || imports.some(({ from, isType }) => !isType && !/^(\.|node:|vscode$)/.test(from));
}

/**
 * Both ends of the protocol speak by it; composing and sending are two parts of nodemailer. Formatted text has a schema,
 * a surface and a search, which are three parts of one editor.
 */
const libraryDoors: { readonly [library: string]: number } = {
  'vscode-jsonrpc': 3,
  nodemailer: 2,
  '@tiptap/core': 2,
  '@tiptap/pm': 2,
};

/** What is owed: it fails when somebody adds to it, and when something was paid and is still listed. */
const debts: { readonly [rule: string]: readonly string[] } = {
  sockets: ['mail/net/tlsPolicy.ts'],
};

function isData({ nodes }: SourceFile): boolean {
  return !nodes.some(({ type }) => type === 'FunctionDeclaration' || type === 'ClassDeclaration');
}

/** A long file begins with a comment that says why it is one thing. */
function saysWhyLong(text: string): boolean {
  return /^\s*\/\*\*[\s\S]*?\bone (thing|table|grammar|machine|place|file)\b/i.test(text);
}
