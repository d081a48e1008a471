import type { ErrorCode } from '../base/errorCodes.ts';

/** How an engine that can't start tells the one who started it why: its exit code. 0 = left as it should. */
const byExitCode: { readonly [exitCode: number]: ErrorCode } = {
  70: 'internal',
  71: 'runtime.tooOld',
  72: 'runtime.noSqlite',
  73: 'runtime.noFts5',
  74: 'runtime.noScrypt',
  75: 'runtime.noKeys',
  76: 'runtime.noTls',
  77: 'engine.busyElsewhere',
  78: 'store.newer',
  79: 'store.damaged',
  80: 'store.full',
};

export function exitCodeFor(code: ErrorCode): number {
  const found = Object.entries(byExitCode).find(([, value]) => value === code);
  return found ? Number(found[0]) : 70;
}

export function errorForExitCode(exitCode: number): ErrorCode {
  return byExitCode[exitCode] ?? 'internal';
}
