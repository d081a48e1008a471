import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Where the engine of a profile is met: its socket, and the token that both sides prove. */
export interface Rendezvous {
  readonly profileFolder: string;
  readonly socketPath: string;
  readonly token: Uint8Array;
}

/** Makes the profile's folder and token where they are missing. Both are for their owner alone. */
export function rendezvousFor(profileFolder: string): Rendezvous {
  mkdirSync(profileFolder, { recursive: true, mode: 0o700 });
  const real = realpathSync(profileFolder);
  return {
    profileFolder: real,
    socketPath: process.platform === 'win32' ? pipeName(real) : socketPath(real),
    token: secretFile(join(real, 'engine.token')),
  };
}

/** Where the engine's own output goes, beside its log: what it says before it has one. */
export function openEngineLog({ profileFolder }: Rendezvous): { readonly file: number; close(): void } {
  const file = openSync(join(profileFolder, 'engine.log'), 'a', 0o600);
  return { file, close: () => closeSync(file) };
}

/** A socket path holds about 100 bytes at most, so it hangs on a digest and not on the profile's own path. */
function socketPath(profileFolder: string): string {
  const folder = process.env['XDG_RUNTIME_DIR'] || join(tmpdir(), `mailroom-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!process.env['XDG_RUNTIME_DIR']) chmodSync(folder, 0o700);
  const digest = createHash('sha256').update(profileFolder).digest('hex').slice(0, 16);
  return join(folder, `mailroom-${digest}.sock`);
}

/** Pipes on Windows live in one name space that all users see: the name itself is a secret of 128 bits. */
function pipeName(profileFolder: string): string {
  const name = Buffer.from(secretFile(join(profileFolder, 'engine.pipe')))
    .toString('hex')
    .slice(0, 32);
  return `\\\\.\\pipe\\mailroom-${name}`;
}

/** 32 random bytes, made once. The link makes the file appear whole: who comes second reads what the first wrote. */
function secretFile(path: string): Uint8Array {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, randomBytes(32), { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path);
}
