/** The local server's process: `serve …`, `wait …`, `user …`, `domain …`, `alias …` and `queue …`, as the command line and the engine start it. */
import { dirname, join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { MailError, toMailError } from '../base/errors.ts';
import { createLogger } from '../base/log.ts';
import { systemRandom } from '../base/random.ts';
import { errorText } from '../texts/errors.ts';
import { translator } from '../texts/translator.ts';
import { administer } from './cli/administration.ts';
import { aliasForms } from './cli/alias.ts';
import { domainForms } from './cli/domain.ts';
import { queueForms } from './cli/queue.ts';
import { readServeArguments, serve, serveLine } from './cli/serve.ts';
import { serverForms } from './cli/server.ts';
import { userForms } from './cli/user.ts';
import { wait } from './cli/wait.ts';
import { readText } from './files.ts';

async function main(): Promise<void> {
  const [verb, ...args] = process.argv.slice(2);
  // A reader that has seen enough (`… | head`) closes the pipe: no failure of ours.
  if (verb !== 'serve') process.stdout.on('error', () => process.exit());
  try {
    if (verb === 'serve') await runServe(args);
    else if (verb === 'wait') process.stdout.write(`${await wait(args, systemClock.now)}\n`);
    else await runAdministration(verb, args);
  } catch (error) {
    const { code, data } = toMailError(error, 'server.failed');
    process.stderr.write(`${code}: ${errorText(translator(), code, data)}\n`);
    process.exitCode = code === 'cli.usage' ? 2 : 1;
  }
}

const verbs: { readonly [verb: string]: Parameters<typeof administer>[0] } = {
  server: serverForms,
  user: userForms,
  domain: domainForms,
  alias: aliasForms,
  queue: queueForms,
};

async function runAdministration(verb: string | undefined, args: readonly string[]): Promise<void> {
  const forms = verbs[verb ?? ''];
  if (!forms) throw new MailError('cli.unknownVerb', { data: { verb: verb ?? '' } });
  const log = createLogger((level, line) => {
    if (level === 'error') process.stderr.write(`${line}\n`);
  }, systemClock.now);
  const shared = { clock: systemClock, random: systemRandom, log, version: __VERSION__ };
  const adminPassword = process.env['MAILROOM_ADMIN_PASSWORD'];
  const dependencies = { ...shared, readInput, readFile: readText, adminPassword };
  const { out, err = [], failed = false } = await administer(forms, args, dependencies);
  for (const line of out) process.stdout.write(`${line}\n`);
  for (const line of err) process.stderr.write(`${line}\n`);
  if (failed) process.exitCode = 1;
}

async function runServe(args: readonly string[]): Promise<void> {
  const { server, withParent } = readServeArguments(args, process.env);
  const log = createLogger((level, line) => {
    if (level !== 'debug') process.stderr.write(`${line}\n`);
  }, systemClock.now);
  const running = await serve(server, {
    clock: systemClock,
    random: systemRandom,
    log,
    version: __VERSION__,
    page: pageFiles(),
  });
  let stopping = false;
  const stop = () => {
    if (stopping) return; // Whoever starts us may close our input and send SIGTERM as well.
    stopping = true;
    running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  process.on('SIGHUP', () => {
    try {
      running.reload();
      log.info('server.reloaded');
    } catch (error) {
      log.error('server.reloadFailed', { error });
    }
  });
  if (process.connected) process.on('disconnect', stop);
  if (withParent) process.stdin.resume().on('end', stop).on('error', stop);
  // Whoever read the first line may close the pipe; nobody else writes there.
  process.stdout.on('error', () => {});
  process.stdout.write(`${serveLine(running, { withToken: server.admin === 0 || process.stdout.isTTY })}\n`);
}

/** Beside this program, where the build puts them. */
function pageFiles() {
  const bundles = dirname(process.argv[1] ?? '');
  return { bundles: join(bundles, 'webview'), sentences: join(bundles, '..', 'l10n') };
}

async function readInput(): Promise<string> {
  return Buffer.concat(await process.stdin.toArray()).toString('utf8');
}

void main();
