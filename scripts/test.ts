/**
 * `npm test`: checks, then every suite, each under node's own test runner, whose closing lines stand as they are.
 * `npm test -- unit e2e` runs those; `npm test -- --update` rewrites golden files; what follows `--only` names test
 * files; `--name PATTERN` picks tests by title.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { desktopVscode } from '../test/e2e/electron/desktop.ts';
import { vscodeInstall } from '../test/e2e/harness/vscodeDownload.ts';
import { ensurePrograms } from '../test/support/availability.ts';
import { loopbackOnly } from '../test/support/loopbackOnly.ts';
import { check } from './check.ts';
import { failedFiles } from './failedFiles.ts';
import { packageVsix } from './package.ts';
import { bin, report, root, runStep, type StepResult } from './step.ts';
import { SUITE_NAMES, type Suite, type SuiteName, suite } from './suites.ts';

const inCi = process.env['CI'] === 'true';
/** What plain `npm test` runs; the desktop's suite is asked for by name. */
const DEFAULT_SUITES: readonly SuiteName[] = ['unit', 'fuzz', 'sim', 'integration', 'e2e'];
/** A test that hangs ends after this, so that CI tells which one it was. */
const TEST_TIMEOUT_MS = 300_000;
/** More failed files than this are no accident. */
const MOST_TRIED_AGAIN = 4;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { update: { type: 'boolean' }, only: { type: 'string', multiple: true }, name: { type: 'string' } },
});

async function main(): Promise<boolean> {
  const asked = positionals.map(suiteName);
  const outcomes = new Map<string, boolean>();
  sayWhatStaysOut();
  if (asked.length === 0) outcomes.set('check', await check());
  for (const each of (asked.length > 0 ? asked : DEFAULT_SUITES).map(suite)) {
    const files = each.files.filter((file) => values.only?.some((part) => file.includes(part)) ?? true);
    process.stdout.write(`\n── ${each.name}: ${files.length} files\n`);
    const env = files.length > 0 ? await prepare(each) : undefined;
    if (!env) continue;
    if (each.packaged && !outcomes.has('package')) outcomes.set('package', await packageVsix());
    outcomes.set(each.name, outcomes.get('package') !== false && (await runSuite(each, files, env)));
  }
  process.stdout.write(`\n${[...outcomes].map(([name, ok]) => `${ok ? '✔' : '✖'} ${name}`).join('   ')}\n`);
  return [...outcomes.values()].every(Boolean);
}

function suiteName(text: string): SuiteName {
  const name = SUITE_NAMES.find((each) => each === text);
  if (!name) throw new Error(`There is no suite "${text}". There are: ${SUITE_NAMES.join(', ')}.`);
  return name;
}

function sayWhatStaysOut(): void {
  if (existsSync(join(root, '../shared/corpora'))) return;
  process.stdout.write('../shared/corpora is not here: the tests that read it stay out.\n');
}

async function runSuite(each: Suite, files: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  // The inner loop checks types beside the tests; the whole run has done it before.
  const types = each.name === 'unit' && positionals.length > 0 ? runStep(TYPES) : undefined;
  const [first, typesResult] = await Promise.all([runTests(each, files, env), types]);
  const result = each.secondTry ? await tryAgain(each, first, env) : first;
  if (typesResult) report(typesResult, true);
  const skipped = Number(/^\W*skipped (\d+)/m.exec(result.output)?.[1] ?? 0);
  if (inCi && skipped > 0) process.stdout.write(`✖ CI=true: ${skipped} skipped tests count as failures\n`);
  report(result);
  return result.ok && (typesResult?.ok ?? true) && !(inCi && skipped > 0);
}

/**
 * Real programs on a busy machine may miss a deadline that has nothing to do with us: files that failed get a second
 * try, which is said aloud. What is broken fails twice.
 */
async function tryAgain(each: Suite, first: SuiteResult, env: NodeJS.ProcessEnv): Promise<SuiteResult> {
  const failed = failedFiles(first.output);
  if (first.ok || first.wentOutside || failed.length === 0 || failed.length > MOST_TRIED_AGAIN) return first;
  process.stdout.write(`\n*** SECOND TRY of what failed: ${failed.join(', ')} ***\n\n`);
  const second = await runTests(each, failed, env);
  return { ...second, ms: first.ms + second.ms, output: first.output + second.output };
}

const TYPES = { name: 'types', command: bin('tsc'), args: ['-p', '.'], buffered: true };

/** Fetches what the suite needs and drives. Undefined when it can't be had here, which it has said. */
async function prepare({ name, needs }: Suite): Promise<NodeJS.ProcessEnv | undefined> {
  if (!(await ensurePrograms(name, needs))) return undefined;
  if (name === 'e2e') await vscodeInstall();
  if (name !== 'electron') return {};
  const desktop = await desktopVscode();
  if (typeof desktop === 'object') return { MAILROOM_DESKTOP_VSCODE: desktop.executable };
  if (inCi) throw new Error(desktop);
  process.stdout.write(`\n*** SUITE electron DID NOT RUN: ${desktop} ***\n\n`);
  return undefined;
}

interface SuiteResult extends StepResult {
  /** Whether a test tried to reach something outside this machine, which no second try makes good. */
  readonly wentOutside: boolean;
}

async function runTests(each: Suite, files: readonly string[], env: NodeJS.ProcessEnv): Promise<SuiteResult> {
  const folder = await mkdtemp(join(tmpdir(), 'mr-outside-'));
  const outside = join(folder, 'log');
  // Node 24 now and then spins for ever while it takes down a finished process whose sockets were cut.
  const end = each.oneProcess ? [] : ['--test-force-exit'];
  const how = each.oneProcess ? ['--test-isolation=none'] : [`--test-concurrency=${each.concurrency}`];
  const pick = values.name === undefined ? [] : [`--test-name-pattern=${values.name}`];
  const result = await runStep({
    name: each.name,
    command: process.execPath,
    args: ['--test', '--test-reporter=spec', `--test-timeout=${TEST_TIMEOUT_MS}`, ...end, ...how, ...pick, ...files],
    env: {
      ...env,
      ...loopbackOnly({ MAILROOM_OUTSIDE_LOG: outside }),
      ...(values.update ? { MAILROOM_UPDATE_GOLDEN: '1' } : {}),
    },
  });
  const tried = await readFile(outside, 'utf8').catch(() => ''); // Not there when nobody tried.
  await rm(folder, { recursive: true });
  if (tried) process.stdout.write(`✖ something outside this machine was contacted:\n${tried}`);
  return { ...result, ok: result.ok && tried === '', wentOutside: tried !== '' };
}

process.exitCode = (await main()) ? 0 : 1;
