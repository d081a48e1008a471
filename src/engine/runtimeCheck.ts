import { generateKeyPairSync, scryptSync } from 'node:crypto';
import type { ErrorCode } from '../base/errorCodes.ts';
import { MailError } from '../base/errors.ts';

/** The oldest Node that has all the engine stands on (VS Code ships it from 1.123). */
export const nodeMinMajor = 24;

/** Throws `runtime.…` naming the first thing that this runtime lacks. Electron's crypto is BoringSSL: nothing is taken for granted. */
export async function checkRuntime(): Promise<void> {
  const major = Number.parseInt(process.versions.node, 10);
  if (major < nodeMinMajor) throw lacking('runtime.tooOld', process.versions.node);
  await checkSqlite();
  attempt('runtime.noScrypt', () => scryptSync('password', 'salt', 16, { N: 16 }));
  attempt('runtime.noKeys', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  const tls = await import('node:tls');
  attempt('runtime.noTls', () => tls.createSecureContext({ minVersion: 'TLSv1.2' }));
}

async function checkSqlite(): Promise<void> {
  const sqlite = await import('node:sqlite').catch((error) => {
    throw lacking('runtime.noSqlite', error);
  });
  const db = new sqlite.DatabaseSync(':memory:');
  try {
    attempt('runtime.noFts5', () =>
      db.exec("CREATE VIRTUAL TABLE t USING fts5 (x, content = '', contentless_delete = 1, detail = none)"),
    );
  } finally {
    db.close();
  }
}

function attempt(code: ErrorCode, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    throw lacking(code, error);
  }
}

function lacking(code: ErrorCode, cause: unknown): MailError {
  return new MailError(code, {
    retry: 'afterUser',
    cause,
    data: { node: process.versions.node, path: process.execPath },
  });
}
