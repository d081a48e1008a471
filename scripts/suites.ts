/** Which test files make which suite, and how they are run. */
import { globSync } from 'node:fs';
import type { Program } from '../test/support/availability.ts';
import { root } from './step.ts';

export interface Suite {
  readonly name: SuiteName;
  readonly files: readonly string[];
  /** All files in one process: right for tests without sockets and real time, and 30 times as fast. */
  readonly oneProcess: boolean;
  /** Files that run at the same time, where each has a process. */
  readonly concurrency: number;
  readonly needs: readonly Program[];
  /** Whether `dist/` and the .vsix must be fresh. */
  readonly packaged: boolean;
  /** Whether a file that failed is run once more: right only where real programs race with a loaded machine. */
  readonly secondTry: boolean;
}

export type SuiteName = 'unit' | 'fuzz' | 'sim' | 'integration' | 'e2e' | 'electron';

export const SUITE_NAMES = ['unit', 'fuzz', 'sim', 'integration', 'e2e', 'electron'] as const satisfies SuiteName[];

/** The suite with the files that are there now. */
export function suite(name: SuiteName): Suite {
  const { folders, ...rest } = SUITES[name];
  const pattern = name === 'e2e' || name === 'electron' ? '*.e2e.test.ts' : '*.test.ts';
  const files = folders.flatMap((folder) => globSync(`test/${folder}/**/${pattern}`, { cwd: root }));
  return { name, files: files.sort(), ...rest };
}

const IN_ONE = { oneProcess: true, concurrency: 1, needs: [], packaged: false, secondTry: false } as const;

const SUITES: Record<SuiteName, Omit<Suite, 'name' | 'files'> & { readonly folders: readonly string[] }> = {
  unit: { ...IN_ONE, folders: ['unit'] },
  fuzz: { ...IN_ONE, folders: ['fuzz', 'golden'], needs: ['python3'] },
  sim: {
    folders: ['sim'],
    oneProcess: false,
    concurrency: 2,
    needs: ['dovecot', 'postfix', 'openssl'],
    packaged: true,
    secondTry: true,
  },
  integration: {
    folders: ['rfc', 'scenario', 'security', 'live'],
    oneProcess: false,
    concurrency: 2,
    needs: [
      'chromium',
      'cyrus',
      'dovecot',
      'postfix',
      'openssl',
      'python3',
      'neomutt',
      'notmuch',
      'spamassassin',
      'fetchmail',
      'mbsync',
      'offlineimap',
      'mpop',
      'curl',
      'swaks',
      'ps',
      'strace',
    ],
    packaged: true,
    secondTry: true,
  },
  e2e: {
    folders: ['e2e'],
    oneProcess: false,
    concurrency: 2,
    needs: ['chromium', 'dovecot', 'neomutt', 'postfix', 'openssl', 'python3', 'ps', 'strace'],
    packaged: true,
    secondTry: true,
  },
  electron: {
    folders: ['e2e'],
    oneProcess: false,
    concurrency: 1,
    needs: ['dovecot', 'neomutt', 'postfix', 'openssl', 'python3', 'ps'],
    packaged: true,
    secondTry: true,
  },
};
