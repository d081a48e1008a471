import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { chmod, copyFile, type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ErrorData, MailError } from '../base/errors.ts';
import { type Random, randomId } from '../base/random.ts';

/** The engine's door to files. Only its profile and files that a client named by path. */
export interface FileStat {
  readonly size: number;
  readonly isFolder: boolean;
  readonly modifiedAt: number;
}

/** Throws `file.missing` or `file.unreadable`. */
export async function statFile(path: string): Promise<FileStat> {
  const entry = await coded(path, () => stat(path));
  return { size: entry.size, isFolder: entry.isDirectory(), modifiedAt: entry.mtimeMs };
}

/** A whole small file. Throws `file.missing`, `file.isFolder`, `file.unreadable`, or `message.tooLarge` above `maxBytes`. */
export async function readWhole(path: string, maxBytes: number): Promise<Uint8Array> {
  const { size, isFolder } = await statFile(path);
  if (isFolder) throw new MailError('file.isFolder', { data: { path } });
  if (size > maxBytes) throw new MailError('message.tooLarge', { data: { path, size, maxBytes } });
  return coded(path, () => readFile(path));
}

/** The bytes of a file from `start` (with) to `end` (without), as a stream. */
export function readRange(path: string, start = 0, end = Number.POSITIVE_INFINITY): Readable {
  return createReadStream(path, { start, end: end - 1 });
}

/** Without waiting: a pipe that nobody writes to would not even open. */
const readNow = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * A file's bytes, all of one state: what somebody writes to while it is read would be half the old file and half the new.
 * Throws `file.missing`, `file.isFolder`, `file.unreadable` (also for what is no file, such as a pipe) or `file.changed`.
 */
export async function* readSteadily(path: string): AsyncGenerator<Uint8Array> {
  const file = await coded(path, () => open(path, readNow));
  try {
    const before = await file.stat({ bigint: true });
    if (before.isDirectory()) throw new MailError('file.isFolder', { data: { path } });
    if (!before.isFile()) throw new MailError('file.unreadable', { data: { path } });
    yield* codedChunks(path, file.createReadStream({ autoClose: false }));
    const after = await file.stat({ bigint: true });
    if (after.size !== before.size || after.mtimeNs !== before.mtimeNs)
      throw new MailError('file.changed', { retry: 'afterUser', data: { path } });
  } finally {
    await file.close();
  }
}

/** A file read in any order by a worker, which may block. Throws `file.missing`, `file.isFolder` or `file.unreadable`. */
export interface OpenFile {
  readonly size: number;
  read(start: number, end: number): Uint8Array;
  /** Takes back what `read` gave. */
  release(bytes: Uint8Array): void;
  close(): void;
}

export function openForReading(path: string): OpenFile {
  try {
    const file = openSync(path, readNow);
    const entry = fstatSync(file);
    if (!entry.isFile()) {
      closeSync(file);
      throw new MailError(entry.isDirectory() ? 'file.isFolder' : 'file.unreadable', { data: { path } });
    }
    const size = entry.size;
    return { size, ...windowsOf(file, size), close: () => closeSync(file) };
  } catch (error) {
    throw fileError(path, error, 'file.unreadable');
  }
}

/**
 * Reads into memory that was given back where there is some: of a large file V8 would let tens of megabytes of windows pile
 * up before it looks for what can go.
 */
function windowsOf(file: number, size: number): Pick<OpenFile, 'read' | 'release'> {
  let spare: ArrayBufferLike | undefined;
  return {
    read(start, end) {
      const length = Math.max(0, Math.min(end, size) - start);
      const isEnough = spare !== undefined && spare.byteLength >= length && length > 0;
      const bytes = isEnough && spare ? new Uint8Array(spare, 0, length) : new Uint8Array(length);
      if (isEnough) spare = undefined;
      return bytes.subarray(0, length === 0 ? 0 : readSync(file, bytes, 0, length, start));
    },
    release({ buffer }) {
      if (buffer.byteLength > (spare?.byteLength ?? 0)) spare = buffer;
    },
  };
}

/** Writes a stream to a new file (0600), synced to disk before it returns. A failure leaves no file behind. */
export async function writeDurably(
  path: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await writeSynced(partial, source);
    await rename(partial, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(partial, { force: true });
    throw fileError(path, error, 'file.unwritable');
  }
}

/** By hand, for a mail of a few hundred bytes: a stream takes longer to set up than all the rest. */
async function writeSynced(path: string, source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  const file = await openNew(path);
  try {
    for await (const block of inBlocks(source)) await file.writeFile(block);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'w', 0o600);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    await ensureFolder(dirname(path));
    return open(path, 'w', 0o600);
  }
}

/** Chunks put together: each write is a call to the system. */
async function* inBlocks(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes < writtenBlockBytes) continue;
    yield chunks.length === 1 ? chunk : Buffer.concat(chunks);
    chunks = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(chunks);
}

const writtenBlockBytes = 256 * 1024;

/** Writes a whole small file that need not survive a power cut. */
export async function writeTemporary(
  path: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  await ensureFolder(dirname(path));
  try {
    await pipeline(source, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await rm(path, { force: true });
    throw fileError(path, error, 'file.unwritable');
  }
}

export async function copyInto(from: string, to: string): Promise<void> {
  await ensureFolder(dirname(to));
  await coded(from, () => copyFile(from, to));
  await chmod(to, 0o600);
}

/** Moves a file within the profile, into a folder made for it. */
export async function moveInto(from: string, to: string): Promise<void> {
  await ensureFolder(dirname(to));
  await coded(from, () => rename(from, to));
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

export async function listFolder(path: string): Promise<readonly string[]> {
  await ensureFolder(path);
  return readdir(path);
}

/**
 * All files below a folder in the order of their paths, names with `/`; links are left out, and so is what they lead to. Throws
 * `file.missing`, `file.unreadable`, `file.tooMany` above `max`.
 */
export async function listTree(
  folder: string,
  max: number,
): Promise<readonly { readonly path: string; readonly name: string; readonly modifiedAt: number }[]> {
  const entries = await coded(folder, () => readdir(folder, { recursive: true, withFileTypes: true }));
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  if (paths.length > max) throw new MailError('file.tooMany', { data: { path: folder, max } });
  const named = paths.map((path) => ({ path, name: relative(folder, path).split(sep).join('/') }));
  const sorted = named.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return Promise.all(sorted.map(async (file) => ({ ...file, modifiedAt: (await statFile(file.path)).modifiedAt })));
}

/** Makes a folder that only its owner enters. */
export async function ensureFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

export async function emptyFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await ensureFolder(path);
}

/** Removes what lies in a folder but for `name`. */
export async function removeAllBut(path: string, name: string): Promise<void> {
  const others = (await listFolder(path)).filter((each) => each !== name);
  for (const other of others) await rm(join(path, other), { recursive: true, force: true });
}

/** A fresh path for a file that is handed to a client. `extension` with its dot. */
export function temporaryPath(folder: string, random: Random, extension: string): string {
  return join(folder, `${randomId(random)}${extension}`);
}

/** Moves a ruined file out of the way (`.damaged`) with what SQLite keeps beside it, before anything else is open. */
export function setAside(path: string): void {
  if (existsSync(path)) renameSync(path, `${path}.damaged`);
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}

/**
 * A note beside a file that it was left in order, and of how it lay there then: who finds it so again need not look through
 * all of it. The note goes as soon as the file is in use, so that there is none after a crash. Without it nothing is lost
 * but time, so neither throws.
 */
export const soundMark = {
  /** Whether the file lies as it was left in order. From now on it counts as in use. */
  take(path: string): boolean {
    const mark = `${path}.sound`;
    try {
      const left = existsSync(mark) ? readFileSync(mark, 'utf8') : undefined;
      rmSync(mark, { force: true });
      return left !== undefined && existsSync(path) && left === stateOf(path);
    } catch {
      return false;
    }
  },
  leave(path: string): void {
    try {
      writeFileSync(`${path}.sound`, stateOf(path), { mode: 0o600 });
    } catch {
      // The disk is full: the next start looks through the file.
    }
  },
} as const;

function stateOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${size} bytes, changed at ${Math.floor(mtimeMs)} ms\n`;
}

/** True for what is there, file or folder. */
export function fileExists(path: string): boolean {
  return existsSync(path);
}

/** Copies a file that nobody writes at the moment, at start. */
export function copyAtStart(from: string, to: string): void {
  copyFileSync(from, to);
}

/** A program's own file, read at start: an update removes the folder that it came from. */
export function readProgram(path: string): string {
  return readFileSync(path, 'utf8');
}

/** Gives a socket's path free, and afterwards to its owner alone. */
export const socketFile = {
  free: (path: string): void => rmSync(path, { force: true }),
  protect: (path: string): void => chmodSync(path, 0o600),
};

/** A log that only its owner reads; `write` is synchronous, so that the last line before a crash is there. */
export function openLogFile(path: string): { write(line: string): void; close(): void } {
  const file = openSync(path, 'a', 0o600);
  return { write: (line) => void writeSync(file, `${line}\n`), close: () => closeSync(file) };
}

/** The sync of a folder that has not begun yet, and the one under way. */
const folderSyncs = new Map<string, { next: Promise<void> | undefined; running: Promise<void> }>();

/** Puts a folder's names on disk. Those who ask while one sync runs share the next: it begins after all of them. */
function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return Promise.resolve(); // A folder can't be opened there; NTFS journals the rename itself.
  const known = folderSyncs.get(path);
  if (known?.next) return known.next;
  const state = known ?? { next: undefined, running: Promise.resolve() };
  folderSyncs.set(path, state);
  state.next = state.running.then(() => {
    const running = syncFolderNow(path);
    state.next = undefined;
    state.running = running
      .catch(() => {}) // Whoever asked hears of it.
      .then(() => {
        if (!state.next) folderSyncs.delete(path);
      });
    return running;
  });
  return state.next;
}

async function syncFolderNow(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function coded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileError(path, error, 'file.unreadable');
  }
}

async function* codedChunks(path: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw fileError(path, error, 'file.unreadable');
  }
}

function fileError(path: string, error: unknown, otherwise: 'file.unreadable' | 'file.unwritable'): MailError {
  if (error instanceof MailError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const options: { cause: unknown; data: ErrorData } = { cause: error, data: { path, detail: code } };
  if (code === 'ENOENT' || code === 'ENOTDIR') return new MailError('file.missing', options);
  if (code === 'EISDIR') return new MailError('file.isFolder', options);
  if (code === 'ENOSPC' || code === 'EDQUOT') return new MailError('store.full', { ...options, retry: 'afterUser' });
  return new MailError(otherwise, options);
}
