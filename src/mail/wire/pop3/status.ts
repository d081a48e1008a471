/** The first line of every reply: `+OK` or `-ERR`, a response code if there is one, words (RFC 1939 §3, RFC 2449 §8). */

export interface Status {
  readonly ok: boolean;
  /** In capitals, without brackets: `IN-USE`, `AUTH`, `SYS/TEMP`; empty when none was given. */
  readonly code: string;
  readonly words: string;
}

export function writeStatus({ ok, code, words }: Status): string {
  return [ok ? '+OK' : '-ERR', ...(code === '' ? [] : [`[${code}]`]), ...(words === '' ? [] : [words])].join(' ');
}

/** Null when it is none. */
export function readStatus(line: string): Status | null {
  const [, sign, rest = ''] = /^(\+OK|-ERR)(?:[ \t]+(.*)|)$/is.exec(line) ?? [];
  if (sign === undefined) return null;
  const [, code = '', words = rest] = /^\[([^\]\s]{1,100})\][ \t]*(.*)$/s.exec(rest) ?? [];
  return { ok: sign === '+OK' || sign === '+ok', code: code.toUpperCase(), words };
}
