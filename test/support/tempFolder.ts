/** A folder for one test, removed with all that is in it when the test is over. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TempFolder extends AsyncDisposable {
  readonly path: string;
}

/**
 * Makes a new empty folder. The name stays short, because Unix socket paths below it may have 107 bytes at most.
 * `MAILROOM_KEEP_TEMP=1` leaves it in place and prints its path, to look at a server's log after a failure.
 */
export async function tempFolder(name = 'mr'): Promise<TempFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), `${name}-`)));
  return {
    path,
    async [Symbol.asyncDispose]() {
      if (process.env['MAILROOM_KEEP_TEMP']) process.stderr.write(`kept ${path}\n`);
      // A server that is going down may still write into it for a moment: rm retries ENOTEMPTY and EBUSY.
      else await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}
