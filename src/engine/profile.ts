import { join } from 'node:path';

/** Where a profile keeps its files. One folder, one engine. */
export interface Profile {
  readonly folder: string;
  readonly userDb: string;
  readonly cacheDb: string;
  /** Mail that may be nowhere else; made with the first account that needs it. */
  readonly mailDb: string;
  readonly lockDb: string;
  readonly tokenFile: string;
  /** Messages that wait to leave, one `.eml` each. */
  readonly outboxFolder: string;
  /** Files handed to clients; emptied at start. */
  readonly temporaryFolder: string;
  /** What Node keeps of the engine's compiled code, a folder for each version: it starts sooner with it. */
  readonly compiledFolder: string;
  /** The local server's data. */
  readonly serverFolder: string;
}

export function profileAt(folder: string): Profile {
  return {
    folder,
    userDb: join(folder, 'user.db'),
    cacheDb: join(folder, 'cache.db'),
    mailDb: join(folder, 'mail.db'),
    lockDb: join(folder, 'lock.db'),
    tokenFile: join(folder, 'engine.token'),
    outboxFolder: join(folder, 'outbox'),
    temporaryFolder: join(folder, 'tmp'),
    compiledFolder: join(folder, 'compiled'),
    serverFolder: join(folder, 'server'),
  };
}
