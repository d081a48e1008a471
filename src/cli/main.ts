import { isMailError, type MailError, toMailError } from '../base/errors.ts';
import { errorText } from '../texts/errors.ts';
import type { Translate } from '../texts/translate.ts';
import { EngineAccess } from './engineAccess.ts';
import { helpText } from './help.ts';
import { translatorFor } from './language.ts';
import type { CliIo } from './verb.ts';
import { verbs } from './verbs.ts';

/** `mailroom VERB …`: finds the verb, runs it, and turns what it throws into one line on standard error. */
export async function runCli(args: readonly string[], io: CliIo, t: Translate): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.out(helpText(t, verbs));
    return name === undefined ? 2 : 0;
  }
  const verb = verbs.find((candidate) => candidate.name === name);
  if (!verb) {
    io.err(`cli.unknownVerb: ${errorText(t, 'cli.unknownVerb', { verb: name })}`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(helpText(t, [verb]));
    return 0;
  }
  try {
    return await verb.run(rest, io);
  } catch (error) {
    return report(toMailError(error), io, t, verb.usage);
  }
}

function report(error: MailError, io: CliIo, t: Translate, usage: readonly string[]): number {
  io.err(`${error.code}: ${errorText(t, error.code, error.data)}`);
  if (!isMailError(error, 'cli.usage')) return 1;
  for (const line of usage) io.err(`  mailroom ${line}`);
  return 2;
}

async function main(): Promise<void> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  const bundleFolder = __dirname;
  const io: CliIo = {
    out: (line) => process.stdout.write(`${line}\n`),
    outBytes: (bytes) => process.stdout.write(bytes),
    err: (line) => process.stderr.write(`${line}\n`),
    readInput: async () => new TextDecoder().decode(Buffer.concat(await process.stdin.toArray())),
    env: process.env,
    cwd: process.cwd(),
    signal: interrupted.signal,
    bundleFolder,
    engine: new EngineAccess({ bundleFolder, version: __VERSION__, env: process.env }),
  };
  // A reader that has seen enough (`mailroom list … | head`) closes the pipe: no failure of ours.
  process.stdout.on('error', () => process.exit());
  process.exitCode = await runCli(process.argv.slice(2), io, translatorFor(process.env, bundleFolder));
}

void main();
