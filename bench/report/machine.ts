import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { run } from '../../test/support/childProcess.ts';
import { projectRoot } from '../../test/support/projectRoot.ts';

/** What a figure depends on: label and value, in the order to be shown. */
export type Machine = readonly (readonly [label: string, value: string])[];

const programs = [
  ['Dovecot', '/usr/sbin/dovecot', ['--version']],
  ['neomutt', 'neomutt', ['-v']],
  ['mu', 'mu', ['--version']],
  ['notmuch', 'notmuch', ['--version']],
  ['Chromium', 'chromium', ['--version']],
] as const;
const packages = ['imapflow', 'mailparser', 'postal-mime'];

export async function machine(): Promise<Machine> {
  const processors = cpus();
  return [
    ['Processor', `${processors[0]?.model.trim()}, ${processors.length} cores`],
    ['Memory', `${Math.round(totalmem() / 2 ** 30)} GiB`],
    ['System', `${distribution()}, Linux ${release().split('.').slice(0, 2).join('.')}`],
    ['Node', process.versions.node],
    ['SQLite', process.versions.sqlite ?? ''],
    ...(await Promise.all(programs.map(async ([name, path, args]) => [name, await versionOf(path, args)] as const))),
    ...packages.map((name) => [name, packageVersion(name)] as const),
  ];
}

/** One line each, for the terminal. */
export function machineText(about: Machine): string {
  return about.map(([label, value]) => `${label}: ${value}`).join('\n');
}

/** `2.3.21`, `1.8.14`, `20230517`: the first that looks like a version in what a program says of itself. */
export function versionIn(output: string): string {
  return /\d+(?:\.\d+)+|\b\d{8}\b/.exec(output)?.[0] ?? 'unknown';
}

async function versionOf(path: string, args: readonly string[]): Promise<string> {
  const result = await run(path, args).catch(() => undefined); // Not on this machine.
  return result?.code === 0 ? versionIn(result.stdout) : 'not installed';
}

function packageVersion(name: string): string {
  return JSON.parse(readFileSync(join(projectRoot, 'node_modules', name, 'package.json'), 'utf8')).version;
}

function distribution(): string {
  const text = readFileSync('/etc/os-release', 'utf8');
  return /^PRETTY_NAME="?([^"\n]*)/m.exec(text)?.[1] ?? 'unknown';
}
