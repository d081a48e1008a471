/**
 * Real VS Code for the end-to-end tests: the web workbench with its remote extension host, fetched once through npm
 * into `.vscode-test/` and used again by every later run. docs/decisions has the page on why it is this build.
 */
import { access, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOk } from '../../support/childProcess.ts';
import { projectRoot } from '../../support/projectRoot.ts';

/** Named exactly: under an older Node npm would pick an old release by itself. Carries VS Code 1.139.1. */
const CODE_SERVER_VERSION = '4.139.1';

/** Goes up when what is changed in the fetched files does. */
const RECIPE = 2;

export interface VscodeInstall {
  /** The program to run with Node 24. */
  readonly entry: string;
}

/** Installs VS Code where it is missing (about 15 s, 600 MB). Two processes may call this at once. */
export async function vscodeInstall(): Promise<VscodeInstall> {
  const home = join(projectRoot, '.vscode-test', `code-server-${CODE_SERVER_VERSION}-${RECIPE}`);
  const install = { entry: join(home, 'node_modules/code-server/out/node/entry.js') };
  const complete = join(home, 'complete');
  if (await exists(complete)) return install;
  const partial = `${home}.partial-${process.pid}`;
  await fetchInto(partial);
  await writeFile(join(partial, 'complete'), '');
  await rm(home, { recursive: true, force: true });
  try {
    await rename(partial, home);
  } catch (error) {
    // Another process was faster: its copy is as good as ours.
    if (!(await exists(complete))) throw error;
    await rm(partial, { recursive: true, force: true });
  }
  return install;
}

async function fetchInto(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const npm = (cwd: string, ...args: string[]) =>
    runOk('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...args], {
      cwd,
      env: withoutNpmSettings(),
      timeoutMs: 600_000,
    });
  await npm(folder, `code-server@${CODE_SERVER_VERSION}`);
  const vscode = join(folder, 'node_modules/code-server/lib/vscode');
  await npm(vscode, '--omit=dev');
  await symlink('node_modules', join(vscode, 'node_modules.asar'));
  await npm(join(vscode, 'extensions'), '--omit=dev');
  await writeFile(join(vscode, 'node_modules/@vscode/native-watchdog/index.js'), WATCHDOG_STUB);
  await writeFile(join(vscode, 'node_modules/@vscode/spdlog/index.js'), SPDLOG_STUB);
  for (const file of ['server-main.js', 'vs/workbench/api/node/extensionHostProcess.js']) {
    await letNodeOptionsPass(join(vscode, 'out', file));
  }
}

/**
 * VS Code takes NODE_OPTIONS out of the extension host's environment. Tests need it there: it is how the extension is
 * kept on this machine and its connections are seen.
 */
async function letNodeOptionsPass(file: string): Promise<void> {
  const source = await readFile(file, 'utf8');
  const passing = source.replaceAll('"NODE_OPTIONS","VSCODE_NODE_OPTIONS"', '"VSCODE_NODE_OPTIONS"');
  if (passing === source) throw new Error(`${file} is not as it was: look again at how it drops NODE_OPTIONS`);
  await writeFile(file, passing);
}

/** What an outer `npm run` put into the environment is about our package, not about this folder. */
function withoutNpmSettings(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|config_local)/.test(name));
  return Object.fromEntries(kept);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Install scripts stay off, so the two native modules are not built. The first only ends orphans. */
const WATCHDOG_STUB = 'exports.start = () => {};\nexports.exit = (code) => process.exit(code || 0);\n';

/** Without the second one every `LogOutputChannel` stays empty, and the log fills with complaints. */
const SPDLOG_STUB = `'use strict';
const fs = require('node:fs');
const path = require('node:path');
const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
class Logger {
  constructor(file) {
    this.file = file;
    this.level = 2;
    this.raw = false;
    if (file) fs.mkdirSync(path.dirname(file), { recursive: true });
  }
  line(level, text) {
    if (level < this.level || !this.file) return;
    const stamp = new Date().toISOString().replace('T', ' ').slice(0, 23);
    try {
      fs.appendFileSync(this.file, this.raw ? text : stamp + ' [' + LEVELS[level] + '] ' + text + '\\n');
    } catch {
      // The folder is gone when a test is over.
    }
  }
  trace(text) { this.line(0, text); }
  debug(text) { this.line(1, text); }
  info(text) { this.line(2, text); }
  warn(text) { this.line(3, text); }
  error(text) { this.line(4, text); }
  critical(text) { this.line(5, text); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.raw = true; }
  setFormatters() {}
  flush() {}
  drop() {}
}
exports.version = 1;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = async (name, file) => new Logger(file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger(file);
`;
