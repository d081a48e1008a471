import { globSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { MailError } from '../base/errors.ts';
import type { TextRef } from '../protocol/records.ts';

/** The command line's door to files. Throws `file.missing`, `file.isFolder`, `file.unreadable`. */
export function readTextFile(path: string, cwd: string): string {
  return new TextDecoder().decode(readBytes(resolve(cwd, path)));
}

export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'ENOENT') throw new MailError('file.missing', { data: { path }, cause });
    if (code === 'EISDIR') throw new MailError('file.isFolder', { data: { path }, cause });
    throw new MailError('file.unreadable', { data: { path, detail: code }, cause });
  }
}

/** The text that the engine handed over, inline or as a file. */
export function readTextRef(reference: TextRef): string {
  return 'text' in reference ? reference.text : new TextDecoder().decode(readBytes(reference.file));
}

/** False also for what isn't there. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Files that a pattern names from `folder` on, in the order of their names, `max` at most. */
export function globFiles(pattern: string, folder: string, max: number): readonly string[] {
  const found = globSync(pattern, { cwd: folder }).map((name) => resolve(folder, name));
  return found
    .filter((path) => !isFolder(path))
    .sort()
    .slice(0, max);
}
