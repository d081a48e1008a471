import type { Migration } from '../database.ts';
import { cacheMail } from './cache-0001-mail.ts';
import { cacheSearch } from './cache-0002-search.ts';
import { cacheThreads } from './cache-0003-threads.ts';
import { cacheObjects } from './cache-0004-objects.ts';

/** cache.db: what the server can give again. */
export const cacheMigrations: readonly Migration[] = [cacheMail, cacheSearch, cacheThreads, cacheObjects];
