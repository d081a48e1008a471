import { utf8 } from '../../base/bytes.ts';

/** The longest line (RFC 2045 §6.7), without its line break. */
const lineMaxChars = 76;

/**
 * Text as quoted-printable in UTF-8 (RFC 2045 §6.7), `\n` as CRLF. For long text that is mostly ASCII: line by line
 * instead of byte by byte.
 */
export function encodeQuotedPrintable(text: string): string {
  const escaped = text.replaceAll('=', '=3D').replace(/[^\t\n -~]+/g, hex);
  return escaped.split('\n').map(shortLines).join('\r\n');
}

function hex(run: string): string {
  let out = '';
  for (const byte of utf8(run)) out += hexOf[byte];
  return out;
}

const hexOf = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`);

const equals = 0x3d;

/** Space at the end of a line may get lost on the way, so it is escaped; a long line goes on behind a soft break. */
function shortLines(line: string): string {
  const last = line.charCodeAt(line.length - 1);
  const safe = last === 0x20 || last === 0x09 ? `${line.slice(0, -1)}=${last === 0x20 ? '20' : '09'}` : line;
  if (safe.length <= lineMaxChars) return safe;
  let out = '';
  let at = 0;
  while (safe.length - at > lineMaxChars) {
    let end = at + lineMaxChars - 1;
    // Not inside `=3D`.
    if (safe.charCodeAt(end - 1) === equals) end -= 1;
    else if (safe.charCodeAt(end - 2) === equals) end -= 2;
    out += `${safe.slice(at, end)}=\r\n`;
    at = end;
  }
  return out + safe.slice(at);
}
