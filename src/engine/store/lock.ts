import { DatabaseSync } from 'node:sqlite';
import { MailError } from '../../base/errors.ts';

/** Held for as long as a process is the one engine of a profile. The system lets go of it when the process dies. */
export interface ProfileLock {
  release(): void;
}

/** Takes `lock.db` by `BEGIN EXCLUSIVE`, at once or not at all. Throws `engine.busyElsewhere` when another holds it. */
export function takeProfileLock(path: string): ProfileLock {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    db.exec('PRAGMA journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    throw new MailError('engine.busyElsewhere', { retry: 'later', cause: error });
  }
  return { release: () => db.close() };
}
