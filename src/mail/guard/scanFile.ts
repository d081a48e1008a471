import { createGunzip, createInflateRaw } from 'node:zlib';
import { type ByteSource, bytesSource, chunksOf } from '../mime/byteSource.ts';
import { type ZipEntry, zipEntries } from '../zip/readZip.ts';
import { archiveDepthMax, unpackedMaxBytes } from './limits.ts';
import { type ScannedSecret, SecretScanner } from './secretScanner.ts';

/** A secret and the file that it is in: inside an archive its path there, `archive.zip/inner/.env`. */
export interface PlacedSecret extends ScannedSecret {
  readonly file: string;
}

export interface FileScan {
  readonly secrets: readonly PlacedSecret[];
  /** Files that could not be looked into whole: sealed, damaged, packed in a way unknown here, or beyond the bounds. */
  readonly unseen: readonly string[];
}

/** What is left to unpack for one mail; shared by its files. */
export interface UnpackBudget {
  left: number;
}

export function unpackBudget(): UnpackBudget {
  return { left: unpackedMaxBytes };
}

/** Looks for secrets in a file and, where it is an archive (.zip, .docx, .jar, .gz), in what it holds. */
export async function scanFile(name: string, source: ByteSource, budget = unpackBudget()): Promise<FileScan> {
  const secrets: PlacedSecret[] = [];
  const unseen: string[] = [];
  await look(name, source, { secrets, unseen, budget, depth: 0 });
  return { secrets, unseen };
}

interface Looking {
  readonly secrets: PlacedSecret[];
  readonly unseen: string[];
  readonly budget: UnpackBudget;
  readonly depth: number;
}

async function look(file: string, source: ByteSource, looking: Looking): Promise<void> {
  const entries = looking.depth < archiveDepthMax ? zipEntries(source) : undefined;
  if (entries) return lookInZip(file, source, entries, looking);
  if (isGzip(source)) return lookInGzip(file, source, looking);
  const scanner = new SecretScanner();
  const filled = new EnvWatch(file);
  for (const chunk of chunksOf(source, 0, source.size)) {
    filled.push(chunk);
    scanner.push(chunk);
    source.release?.(chunk);
    if (scanner.isFull) break;
  }
  take(file, scanner, filled, looking);
}

function take(file: string, scanner: SecretScanner, env: EnvWatch, { secrets }: Looking): void {
  scanner.end();
  secrets.push(...scanner.found.map((found) => ({ ...found, file })));
  const line = env.line();
  if (line > 0 && scanner.found.length === 0) secrets.push({ kind: 'envFile', line, secret: env.text, file });
}

async function lookInZip(
  file: string,
  source: ByteSource,
  entries: readonly ZipEntry[],
  looking: Looking,
): Promise<void> {
  for (const entry of entries) {
    const name = `${file}/${entry.name}`;
    if (entry.encrypted || (entry.method !== 0 && entry.method !== 8)) looking.unseen.push(name);
    else await lookInEntry(name, source, entry, looking);
  }
}

/** Small entries are held whole, so that an archive in an archive can be opened; large ones pass in pieces. */
async function lookInEntry(name: string, source: ByteSource, entry: ZipEntry, looking: Looking): Promise<void> {
  const { start, packedSize, method } = entry;
  const packed = chunksOf(source, start, start + packedSize);
  await lookInStream(name, method === 8 ? inflated(packed, createInflateRaw()) : packed, looking);
}

function lookInGzip(file: string, source: ByteSource, looking: Looking): Promise<void> {
  return lookInStream(file, inflated(chunksOf(source, 0, source.size), createGunzip()), looking);
}

async function lookInStream(
  name: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  looking: Looking,
): Promise<void> {
  const scanner = new SecretScanner();
  const env = new EnvWatch(name);
  const kept: Uint8Array[] = [];
  let size = 0;
  let archive = false;
  try {
    for await (const chunk of chunks) {
      looking.budget.left -= chunk.length;
      if (looking.budget.left < 0) {
        looking.unseen.push(name);
        break;
      }
      if (size === 0) archive = chunk[0] === 0x50 && chunk[1] === 0x4b;
      size += chunk.length;
      if (archive && size <= innerArchiveMaxBytes) kept.push(chunk);
      env.push(chunk);
      if (!archive) scanner.push(chunk);
      if (scanner.isFull) break;
    }
  } catch {
    looking.unseen.push(name); // Damaged: nobody can unpack the rest, and what came out was looked at.
  }
  if (!archive) return take(name, scanner, env, looking);
  if (size > innerArchiveMaxBytes) looking.unseen.push(name);
  else await look(name, bytesSource(Buffer.concat(kept)), { ...looking, depth: looking.depth + 1 });
}

/** An archive in an archive is held whole to be opened; larger ones are told as not looked into. */
const innerArchiveMaxBytes = 64 * 1024 * 1024;

async function* inflated(
  packed: Iterable<Uint8Array>,
  inflate: ReturnType<typeof createInflateRaw> | ReturnType<typeof createGunzip>,
): AsyncGenerator<Uint8Array> {
  const writing = (async () => {
    for (const chunk of packed) {
      if (inflate.destroyed) return;
      if (!inflate.write(chunk)) await new Promise((resolve) => inflate.once('drain', resolve).once('close', resolve));
    }
    inflate.end();
  })();
  writing.catch(() => inflate.destroy());
  for await (const chunk of inflate) yield chunk;
}

function isGzip(source: ByteSource): boolean {
  const [first, second] = source.read(0, 2);
  return first === 0x1f && second === 0x8b;
}

/** A file of settings for a program's environment is a secret as a whole, once anything is filled in. */
class EnvWatch {
  readonly #wanted: boolean;
  text = '';

  constructor(file: string) {
    const name = file.split(/[/\\]/).at(-1) ?? '';
    this.#wanted =
      /^\.env(?:\..+)?$|\.env$/i.test(name) && !/example|sample|template|dist|defaults?$|schema/i.test(name);
  }

  push(chunk: Uint8Array): void {
    if (this.#wanted && this.text.length < envMaxChars)
      this.text += new TextDecoder().decode(chunk).slice(0, envMaxChars);
  }

  /** The first line that gives a key, token or the like a value; 0 where none does. */
  line(): number {
    const key =
      /^(?:export\s+)?[\w.]*(?:KEY|TOKEN|SECRET|PASS|PWD|CREDENTIAL|DSN|DATABASE_URL|PRIVATE)[\w.]*\s*=\s*["']?[^\s"'#]{4,}/i;
    const fillIn = /=\s*["']?(?:your|change|xxx|<|\$\{|example|placeholder|todo)/i;
    return 1 + this.text.split('\n').findIndex((line) => key.test(line.trim()) && !fillIn.test(line));
  }
}

const envMaxChars = 64 * 1024;
