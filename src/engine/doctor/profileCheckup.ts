/**
 * Looks at a profile's files while no engine has them: user.db is never thrown away, only copied and mended; cache.db is
 * set aside when it is damaged, because the server can give it again.
 */
import { join } from 'node:path';
import { isMailError } from '../../base/errors.ts';
import { takeProcessLock } from '../../base/processLock.ts';
import type { CheckupFinding } from '../../protocol/checkup.ts';
import { copyAtStart, fileExists, listFolder, removeFile, setAside, statFile } from '../files.ts';
import type { Profile } from '../profile.ts';
import { DatabaseFile } from '../store/databaseFile.ts';
import { cacheMigrations } from '../store/schema/cache.ts';
import { userMigrations } from '../store/schema/user.ts';

export interface CheckupOptions {
  /** False: only look. */
  readonly repair: boolean;
}

type Tell = (finding: CheckupFinding) => void;

/** Tells each finding as it is made. True when nothing is left broken or open. Throws `engine.busyElsewhere`. */
export async function checkProfile(profile: Profile, { repair }: CheckupOptions, tell: Tell): Promise<boolean> {
  if (!fileExists(profile.userDb) && !fileExists(profile.cacheDb)) {
    tell({ code: 'profileEmpty', state: 'note', data: { folder: profile.folder } });
    return true;
  }
  const lock = takeProcessLock(profile.lockDb);
  try {
    let sound = true;
    const told: Tell = (finding) => {
      sound &&= finding.state !== 'broken' && finding.state !== 'open';
      tell(finding);
    };
    if (fileExists(profile.userDb)) await checkUser(profile, repair, told);
    await checkCache(profile, repair, told);
    await noteSetAside(profile, told);
    return sound;
  } finally {
    lock.dispose();
  }
}

/** The file's own faults; undefined for a file that can't be opened at all. */
function examine(path: string, known: number) {
  try {
    const file = new DatabaseFile(path);
    try {
      const schema = file.schemaVersion;
      return { file, schema, newer: schema > known, complaints: schema > known ? [] : file.complaints() };
    } catch (error) {
      file.close();
      throw error;
    }
  } catch (error) {
    if (!isMailError(error, 'store.damaged')) throw error;
    return { file: undefined, schema: 0, newer: false, complaints: [String(error.data['detail'] ?? '')] };
  }
}

async function checkUser(profile: Profile, repair: boolean, tell: Tell): Promise<void> {
  const path = profile.userDb;
  const known = userMigrations.length;
  const { file, schema, newer, complaints } = examine(path, known);
  try {
    if (newer) return tell({ code: 'userNewer', state: 'broken', data: { found: schema, known } });
    if (complaints.length > 0 && !mendUser(path, file, complaints, repair, tell)) return;
    if (!file) return;
    if (complaints.length === 0) tell({ code: 'userSound', state: 'ok', data: { schema, bytes: file.bytes } });
    if (schema < known) {
      tell({ code: 'userOlder', state: 'note', data: { found: schema, known } });
      return; // Its tables are those of an older program: the engine brings them forward first.
    }
    for (const [table, count] of file.orphans()) tell({ code: 'userOrphans', state: 'note', data: { table, count } });
    await checkOutbox(profile, file, repair, tell);
    if (repair) compact(file, 'user.db', tell);
  } finally {
    file?.close();
  }
}

/** An index that disagrees with its table is built anew; anything worse stays as it is, with a copy. True when sound now. */
function mendUser(
  path: string,
  file: DatabaseFile | undefined,
  complaints: readonly string[],
  repair: boolean,
  tell: Tell,
): boolean {
  const copy = `${path}.before-doctor`;
  const detail = complaints.slice(0, 5).join(' · ').slice(0, 1_000);
  if (!repair) {
    tell({ code: 'userDamaged', state: 'open', data: { detail, copy: '' } });
    return false;
  }
  copyAtStart(path, copy);
  if (file && reindexed(file)) {
    tell({ code: 'userReindexed', state: 'repaired', data: { copy } });
    return true;
  }
  tell({ code: 'userDamaged', state: 'broken', data: { detail, copy } });
  return false;
}

function reindexed(file: DatabaseFile): boolean {
  try {
    file.reindex();
    return file.complaints().length === 0;
  } catch (error) {
    if (!isMailError(error)) throw error;
    return false;
  }
}

/** Every mail that still has to leave needs its bytes; bytes that no row names were never queued. */
async function checkOutbox({ outboxFolder }: Profile, file: DatabaseFile, repair: boolean, tell: Tell): Promise<void> {
  const waiting = file.texts("SELECT id FROM outbox WHERE state IN ('held', 'queued', 'sending', 'inDoubt', 'failed')");
  const missing = waiting.filter((id) => !fileExists(join(outboxFolder, `${id}.eml`)));
  if (missing.length > 0)
    tell({
      code: 'outboxMissing',
      state: 'broken',
      data: { count: missing.length, ids: missing.slice(0, 20).join(' ') },
    });
  const named = new Set(file.texts('SELECT id FROM outbox').map((id) => `${id}.eml`));
  const strays = fileExists(outboxFolder) ? (await listFolder(outboxFolder)).filter((name) => !named.has(name)) : [];
  if (strays.length === 0) return;
  if (repair) for (const name of strays) await removeFile(join(outboxFolder, name));
  tell({ code: 'outboxStrays', state: repair ? 'repaired' : 'open', data: { count: strays.length } });
}

async function checkCache(profile: Profile, repair: boolean, tell: Tell): Promise<void> {
  const path = profile.cacheDb;
  if (!fileExists(path)) return tell({ code: 'cacheMissing', state: 'note', data: {} });
  const known = cacheMigrations.length;
  const { file, schema, newer, complaints } = examine(path, known);
  if (newer || complaints.length > 0 || !file) {
    file?.close();
    if (repair) setAside(path);
    const detail = complaints.slice(0, 5).join(' · ').slice(0, 1_000);
    const code = newer ? 'cacheNewer' : 'cacheDamaged';
    return tell({ code, state: repair ? 'repaired' : 'open', data: { detail, aside: `${path}.damaged` } });
  }
  try {
    tell({ code: 'cacheSound', state: 'ok', data: { schema, bytes: file.bytes } });
    if (schema < known) return; // The engine brings it forward at its next start.
    const orphans = [...file.orphans().values()].reduce((sum, count) => sum + count, 0);
    if (orphans > 0) {
      if (repair) file.removeOrphans();
      tell({ code: 'cacheOrphans', state: repair ? 'repaired' : 'open', data: { count: orphans } });
    }
    await checkBodies(join(profile.folder, 'bodies'), file, repair, tell);
    if (repair) compact(file, 'cache.db', tell);
  } finally {
    file.close();
  }
}

async function checkBodies(folder: string, file: DatabaseFile, repair: boolean, tell: Tell): Promise<void> {
  const named = file.texts("SELECT file FROM body WHERE file <> ''");
  const missing = named.filter((path) => !fileExists(path));
  if (missing.length > 0) {
    if (repair) file.removeBodies(missing);
    tell({ code: 'bodiesMissing', state: repair ? 'repaired' : 'open', data: { count: missing.length } });
  }
  if (!fileExists(folder)) return;
  const known = new Set(named);
  const strays = (await listFolder(folder)).map((name) => join(folder, name)).filter((path) => !known.has(path));
  if (strays.length === 0) return;
  let bytes = 0;
  for (const path of strays) bytes += (await statFile(path)).size;
  if (repair) for (const path of strays) await removeFile(path);
  tell({ code: 'bodiesStray', state: repair ? 'repaired' : 'open', data: { count: strays.length, bytes } });
}

function compact(file: DatabaseFile, name: string, tell: Tell): void {
  const before = file.bytes;
  try {
    file.compact();
  } catch (error) {
    if (!isMailError(error, 'store.full')) throw error;
    tell({ code: 'noRoom', state: 'note', data: { name } });
    return;
  }
  tell({ code: 'compacted', state: 'ok', data: { name, before, after: file.bytes } });
}

/** What an earlier repair put aside takes room until a person removes it. */
async function noteSetAside({ cacheDb, userDb }: Profile, tell: Tell): Promise<void> {
  for (const path of [`${cacheDb}.damaged`, `${userDb}.before-doctor`]) {
    if (fileExists(path))
      tell({ code: 'setAsideKept', state: 'note', data: { path, bytes: (await statFile(path)).size } });
  }
}
