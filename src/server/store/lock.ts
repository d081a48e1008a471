import { DatabaseSync } from 'node:sqlite';
import { type Disposable, disposable } from '../../base/dispose.ts';
import { MailError } from '../../base/errors.ts';

/**
 * Takes `lock.db` of a data folder by `BEGIN EXCLUSIVE`, as the engine does for a profile: one process at a time, and the
 * system lets go of it however that process ends. Throws `engine.busyElsewhere` when another holds it.
 */
export function takeDataLock(path: string): Disposable {
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
