/** The local server's process: `serve …`, `user …` and `wait …`, as the command line and the engine start it. */
import { systemClock } from '../base/clock.ts';
import { toMailError } from '../base/errors.ts';
import { createLogger } from '../base/log.ts';
import { systemRandom } from '../base/random.ts';
import { errorText } from '../texts/errors.ts';
import { translator } from '../texts/translator.ts';
import { readServeArguments, serve, serveLine } from './cli/serve.ts';
import { user } from './cli/user.ts';
import { wait } from './cli/wait.ts';

async function main(): Promise<void> {
  const [verb, ...args] = process.argv.slice(2);
  try {
    if (verb === 'serve') await runServe(args);
    else if (verb === 'wait') process.stdout.write(`${await wait(args, systemClock.now)}\n`);
    else for (const line of await user(args, { random: systemRandom, readInput })) process.stdout.write(`${line}\n`);
  } catch (error) {
    const { code, data } = toMailError(error, 'server.failed');
    process.stderr.write(`${code}: ${errorText(translator(), code, data)}\n`);
    process.exitCode = code === 'cli.usage' ? 2 : 1;
  }
}

async function runServe(args: readonly string[]): Promise<void> {
  const { server, withParent } = readServeArguments(args, process.env);
  const log = createLogger((level, line) => {
    if (level !== 'debug') process.stderr.write(`${line}\n`);
  }, systemClock.now);
  const running = await serve(server, { clock: systemClock, random: systemRandom, log, version: __VERSION__ });
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

async function readInput(): Promise<string> {
  return Buffer.concat(await process.stdin.toArray()).toString('utf8');
}

void main();
