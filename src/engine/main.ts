import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { systemClock } from '../base/clock.ts';
import { toMailError } from '../base/errors.ts';
import { createLogger } from '../base/log.ts';
import { exitCodeFor } from '../protocol/exitCodes.ts';
import { openLogFile } from './files.ts';
import { checkRuntime } from './runtimeCheck.ts';

/**
 * The engine process: `engine.cjs --profile DIR --socket PATH --version V`. Its exit code tells why it could not start
 * (protocol/exitCodes.ts). What needs a new runtime is loaded only after the check. With `--doctor look|repair` it only
 * checks the profile's files, one line of JSON for each finding, and exits with 0 when all is sound, else 1.
 */
async function main(): Promise<void> {
  // V8 learns that the rows of a listing wait for their transaction and from then on makes them in the old space, where
  // they stay: 100,000 left 50 MB behind. A runtime without this flag says so on stderr and goes on.
  setFlagsFromString('--no-allocation-site-pretenuring');
  const { values } = parseArgs({
    options: {
      profile: { type: 'string' },
      socket: { type: 'string' },
      version: { type: 'string' },
      doctor: { type: 'string' },
    },
  });
  const { profile = '', socket = '', version = '0.0.0', doctor } = values;
  const file = openLogFile(join(profile, 'engine.log'));
  const log = createLogger((level, line) => {
    if (level !== 'debug') file.write(line);
  }, systemClock.now);
  try {
    await checkRuntime();
    const { profileAt } = await import('./profile.ts');
    if (doctor !== undefined) {
      const { checkProfile } = await import('./doctor/profileCheckup.ts');
      const sound = await checkProfile(profileAt(profile), { repair: doctor === 'repair' }, (finding) =>
        process.stdout.write(`${JSON.stringify(finding)}\n`),
      );
      await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
      process.exitCode = sound ? 0 : 1;
      return;
    }
    const { runEngine } = await import('./engine.ts');
    await runEngine({ profile: profileAt(profile), socketPath: socket, version, log });
    process.exitCode = 0;
  } catch (error) {
    const coded = toMailError(error);
    log.error('engine.failed', { code: coded.code, error: coded.cause ?? coded });
    process.exitCode = exitCodeFor(coded.code);
  } finally {
    file.close();
    process.exit();
  }
}

void main();
