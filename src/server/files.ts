/** The server's only door to files beside its database. */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { MailError, messageOf } from '../base/errors.ts';
import type { CertificateSet } from './certificate.ts';

/** What lies in a data folder. `ca.pem` is for clients to trust; all else is the server's own. */
export interface DataFolder {
  readonly lock: string;
  readonly database: string;
  readonly control: string;
  readonly ca: string;
  readonly token: string;
  readonly logs: string;
}

/** Makes the folder if need be, for this person only. Throws `file.unwritable`. */
export function openDataFolder(path: string): DataFolder {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new MailError('file.unwritable', {
      retry: 'afterUser',
      cause: error,
      data: { path, detail: messageOf(error) },
    });
  }
  return {
    lock: join(path, 'lock.db'),
    database: join(path, 'mail.db'),
    control: join(path, 'control.json'),
    ca: join(path, 'ca.pem'),
    token: join(path, 'admin-token'),
    logs: join(path, 'logs'),
  };
}

const certificateFiles = {
  ca: 'ca.pem',
  caKey: 'ca-key.pem',
  certificate: 'server.pem',
  key: 'server-key.pem',
} as const;

export function readCertificates(folder: string): Partial<CertificateSet> {
  const entries = Object.entries(certificateFiles).map(([name, file]) => [name, readIfThere(join(folder, file))]);
  return Object.fromEntries(entries.filter(([, text]) => text !== undefined));
}

export function writeCertificates(folder: string, set: CertificateSet): void {
  writePrivate(join(folder, certificateFiles.ca), set.ca);
  writePrivate(join(folder, certificateFiles.caKey), set.caKey);
  writePrivate(join(folder, certificateFiles.certificate), set.certificate);
  writePrivate(join(folder, certificateFiles.key), set.key);
}

/** Writes all or nothing, readable by this person only. */
export function writePrivate(path: string, text: string): void {
  const part = `${path}.part`;
  writeFileSync(part, text, { mode: 0o600 });
  chmodSync(part, 0o600);
  renameSync(part, path);
}

export function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Throws `file.unreadable`. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new MailError('file.unreadable', { retry: 'afterUser', cause, data: { path, detail: messageOf(cause) } });
  }
}

export function removeFile(path: string): void {
  rmSync(path, { force: true });
}

/** Makes a folder for this person only, unless it is there. Throws what the disk says. */
export function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** Adds to a file that only this person reads. Throws what the disk says. */
export function appendPrivate(path: string, text: string): void {
  appendFileSync(path, text, { mode: 0o600 });
}

/** Bytes; 0 for a file that is not there. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Does nothing for a file that is not there. */
export function moveFile(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}

/** Paths of a folder's files whose names end with `end`, those of folders below too, by name. Throws `file.missing`. */
export function filesBelow(folder: string, end: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith(end));
    return files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  } catch (cause) {
    throw new MailError('file.missing', { retry: 'afterUser', cause, data: { path: folder } });
  }
}

/** Throws `file.missing`. */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new MailError('file.missing', { retry: 'afterUser', cause, data: { path } });
  }
}
