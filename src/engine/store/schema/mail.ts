import type { Migration } from '../database.ts';
import { localMail } from './mail-0001-local.ts';

/** mail.db: mail that may be nowhere else. */
export const mailMigrations: readonly Migration[] = [localMail];
