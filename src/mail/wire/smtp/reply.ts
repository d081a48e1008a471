/** One reply of a server (RFC 5321 §4.2): its code, its enhanced status (RFC 3463) or '', and words, a line each. */
export interface Reply {
  readonly code: number;
  readonly status: string;
  readonly lines: readonly string[];
}

export function reply(code: number, status: string, ...lines: readonly string[]): Reply {
  return { code, status, lines };
}

/** Whether a reader gave the refusal of what it was to read. */
export function isReply(value: object): value is Reply {
  return 'code' in value && 'lines' in value;
}

/** All lines as they cross the wire; each but the last with a hyphen. Words hold no CR or LF of their own. */
export function writeReply({ code, status, lines }: Reply): string {
  const last = lines.length - 1;
  if (last <= 0) return line(code, ' ', status, lines[0] ?? '');
  return lines.map((words, index) => line(code, index === last ? ' ' : '-', status, words)).join('');
}

function line(code: number, mark: ' ' | '-', status: string, words: string): string {
  const text = /[\x00-\x1f\x7f]/.test(words) ? words.replace(/[\x00-\x1f\x7f]+/g, ' ') : words;
  return status === '' ? `${code}${mark}${text}\r\n` : `${code}${mark}${status} ${text}\r\n`;
}
