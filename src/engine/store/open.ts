import { isMailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { copyAtStart, setAside, soundMark } from '../files.ts';
import type { Profile } from '../profile.ts';
import { Database } from './database.ts';
import { cacheMigrations } from './schema/cache.ts';
import { mailMigrations } from './schema/mail.ts';
import { userMigrations } from './schema/user.ts';

/** Opens user.db; a copy is set aside before it is migrated. Throws `store.damaged`, `store.newer`: nothing is ever thrown away here. */
export function openUser(profile: Profile, log: Logger): Database {
  return new Database(profile.userDb, {
    migrations: userMigrations,
    durability: 'full',
    backUp: (version) => {
      copyAtStart(profile.userDb, `${profile.userDb}.v${version}`);
      log.info('store.backedUp', { version });
    },
  });
}

/** Opens mail.db. Throws as {@link openUser}: what is in it may be nowhere else. */
export function openMail({ mailDb }: Profile): Database {
  return new Database(mailDb, { migrations: mailMigrations, durability: 'full' });
}

/**
 * Opens cache.db; one that is damaged or newer is set aside and built anew: the server can give it again. One that lies as
 * {@link closeCache} left it is not looked through, which would take a second for each 600 MB.
 */
export function openCache(profile: Profile, log: Logger): Database {
  const options = { migrations: cacheMigrations, durability: 'normal' } as const;
  try {
    const isSound = soundMark.take(profile.cacheDb);
    const cache = new Database(profile.cacheDb, options);
    if (!isSound) cache.checkIntegrity();
    return cache;
  } catch (error) {
    if (!isMailError(error, 'store.damaged', 'store.newer')) throw error;
    log.warn('store.cacheSetAside', { error });
    setAside(profile.cacheDb);
    return new Database(profile.cacheDb, options);
  }
}

/** Closes cache.db in order. */
export function closeCache(profile: Profile, cache: Database): void {
  cache.close();
  soundMark.leave(profile.cacheDb);
}
