import type { Status } from '../../mail/wire/pop3/status.ts';

/** What a command answers: its first line, then a listing or a message where there is one. */
export interface Reply extends Status {
  readonly lines?: readonly string[];
  /** A message as it is stored. */
  readonly message?: Uint8Array;
  /** It was no command, or none for this state. */
  readonly bad?: true;
}

/** Response codes of RFC 2449 §8.1, RFC 3206 and RFC 2449 §8.1.2. */
export type ResponseCode = 'AUTH' | 'IN-USE' | 'SYS/TEMP' | 'SYS/PERM' | '';

export function ok(words = ''): Reply {
  return { ok: true, code: '', words };
}

export function err(code: ResponseCode, words: string): Reply {
  return { ok: false, code, words };
}

export function bad(words: string): Reply {
  return { ...err('', words), bad: true };
}

export const noSuchMessage = err('', 'no such message');
export const messageGone = err('SYS/TEMP', 'another program removed this message');
