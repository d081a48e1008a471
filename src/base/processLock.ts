import { DatabaseSync } from 'node:sqlite';
import { type Disposable, disposable } from './dispose.ts';
import { MailError } from './errors.ts';

/**
 * Takes a `lock.db` by `BEGIN EXCLUSIVE`, at once or not at all: one process at a time is the engine of a profile, or the
 * server of a data folder, and the system lets go of it however that process ends. Throws `engine.busyElsewhere` when
 * another holds it.
 */
export function takeProcessLock(path: string): Disposable {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    db.exec('PRAGMA journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    throw new MailError('engine.busyElsewhere', { retry: 'later', cause: error });
  }
  return disposable(() => db.close());
}
