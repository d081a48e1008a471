/** A session's lines as its watchers are told them: short, without messages, and without what signs somebody in. */

const lineMaxChars = 300;
/** Lines of one answer that are told; a listing of a large mailbox is as many as it has mails. */
const linesMax = 20;

/** A command with its literals. */
export function toldCommand(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, lineMaxChars)).toString('utf8');
  const secret = /^(\S+ (?:LOGIN|AUTHENTICATE \S+)) ?/i.exec(text);
  if (secret) return `${secret[1]} ***`;
  const [first = ''] = text.split('\r\n', 1);
  const rest = bytes.length - Buffer.byteLength(first);
  return rest > 0 ? `${first} … (${rest} bytes)` : first;
}

/** What the server sends, without line ends. */
export function toldAnswer(data: Uint8Array | string): string[] {
  const start =
    typeof data === 'string' ? data.slice(0, 8_000) : Buffer.from(data.subarray(0, 8_000)).toString('latin1');
  const lines = start.split('\r\n').filter((line) => line !== '');
  const shown = lines
    .slice(0, linesMax)
    .map((line) => (line.length > lineMaxChars ? `${line.slice(0, lineMaxChars)} …` : line));
  return data.length > start.length || lines.length > linesMax ? [...shown, `… (${data.length} bytes)`] : shown;
}
