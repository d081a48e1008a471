// The door of every npm script. Plain JavaScript without dependencies, for the machine's own Node (20 or newer): it
// installs what package-lock.json names and goes on under the project's Node 24.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [task = 'help', ...rest] = process.argv.slice(2);
const tasks = ['demo', 'test', 'build', 'check', 'bench', 'fuzz', 'sim', 'package'];
const stamp = join(root, 'node_modules', '.mailroom-installed');

if (Number.parseInt(process.versions.node, 10) < 20)
  fail(`Mailroom needs Node 20 or newer; this is ${process.versions.node}.`);
if (!tasks.includes(task)) fail(`Unknown task "${task}". There are: ${tasks.join(', ')}.`);

install();
const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const older = Number.parseInt(process.versions.node, 10) < 24;
const child = spawn(node, [join(root, 'scripts', `${task}.ts`), ...rest], {
  cwd: root,
  stdio: 'inherit',
  // A test runs the command line as a shell with this older Node would.
  env: older ? { ...process.env, MAILROOM_MACHINE_NODE: process.execPath } : process.env,
});
// A terminal's Ctrl-C reaches the child by itself; a signal sent to us alone has to be passed on.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 1 : (code ?? 1);
});

/** Runs `npm ci` unless the lock file is the one installed last. */
function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing what package-lock.json names …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) fail('npm ci failed; its words are above.');
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lock);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
