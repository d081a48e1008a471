import { hopsMax } from './limits.ts';

/** Whether a mail came through so many servers that it goes round in a circle (RFC 5321 §6.3). */
export function goesRound(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, headerMaxBytes)).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const header = end < 0 ? text : text.slice(0, end);
  return (header.match(/^Received:/gim)?.length ?? 0) >= hopsMax;
}

const headerMaxBytes = 1024 * 1024;
