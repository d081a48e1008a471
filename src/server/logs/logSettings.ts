import { isAbsolute } from 'node:path';
import { MailError } from '../../base/errors.ts';
import { type Protocol, protocols } from '../service.ts';
import type { Store } from '../store/store.ts';

/** `notes`: who came, signed in and left. `dialogue`: every line besides, secrets masked. */
export const logLevels = ['off', 'notes', 'dialogue'] as const;
export type LogLevel = (typeof logLevels)[number];

export const logMinBytes = 65_536;
const logDefaultBytes = 10 * 1024 * 1024;
export const logMaxBytes = 1024 * 1024 * 1024;
export const logFilesMax = 100;

export interface LogSettings {
  readonly folder: string;
  readonly maxBytes: number;
  readonly keepFiles: number;
  readonly levels: { readonly [protocol in Protocol]: LogLevel };
}

/** What was chosen, else the folder given, 10 MiB, four older files, and everything. */
export function readLogSettings({ services }: Store, folder: string): LogSettings {
  const level = (protocol: Protocol) =>
    logLevels.find((one) => one === services.setting(`log.level.${protocol}`)) ?? 'dialogue';
  return {
    folder: services.setting('log.folder') ?? folder,
    maxBytes: Number(services.setting('log.maxBytes') ?? logDefaultBytes),
    keepFiles: Number(services.setting('log.keepFiles') ?? 4),
    levels: { smtp: level('smtp'), imap: level('imap'), pop3: level('pop3') },
  };
}

/** Throws `server.badSetting` for a folder without a full path. */
export function keepLogSettings(store: Store, { folder, maxBytes, keepFiles, levels }: LogSettings): void {
  if (!isAbsolute(folder)) throw new MailError('server.badSetting', { data: { name: 'folder' } });
  store.write([], () => {
    store.services.setSetting('log.folder', folder);
    store.services.setSetting('log.maxBytes', String(maxBytes));
    store.services.setSetting('log.keepFiles', String(keepFiles));
    for (const protocol of protocols) store.services.setSetting(`log.level.${protocol}`, levels[protocol]);
  });
}
