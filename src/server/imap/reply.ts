/** The tagged end of a command (RFC 9051 §7.1). The words after the code are for logs; clients act on status and code. */
export interface Reply {
  readonly status: 'OK' | 'NO' | 'BAD';
  /** Response code without its brackets. */
  readonly code?: string;
  readonly words: string;
}

export const done: Reply = { status: 'OK', words: 'done' };

export function ok(code: string): Reply {
  return { status: 'OK', code, words: 'done' };
}

export function no(code: string, words = 'refused'): Reply {
  return { status: 'NO', code, words };
}

export function bad(words: string): Reply {
  return { status: 'BAD', words };
}

export function replyLine(tag: string, { status, code, words }: Reply): string {
  return `${tag} ${status} ${code === undefined ? '' : `[${code}] `}${words}\r\n`;
}
