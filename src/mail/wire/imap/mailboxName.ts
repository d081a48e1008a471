/** Mailbox names: modified UTF-7 (RFC 3501 §5.1.3) and the one name that has no case, INBOX. */
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** Reads a mailbox name as Unicode. Bytes of a client that sends plain UTF-8 are taken as such. */
export function readMailbox(reader: Reader): string {
  const name = reader.astring();
  return canonicalMailbox(reader.utf8 ? name : decodeMailboxName(name));
}

export function writeMailbox(writer: Writer, name: string): void {
  writer.astring(encodeMailboxName(name));
}

/** `inbox` in any case is INBOX (RFC 9051 §5.1), as the whole name or as the first level. */
export function canonicalMailbox(name: string): string {
  return /^inbox(?=\/|$)/i.test(name) ? `INBOX${name.slice(5)}` : name;
}

export function encodeMailboxName(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, (run) => {
    if (run === '&') return '&-';
    const bytes = Buffer.alloc(run.length * 2);
    for (let i = 0; i < run.length; i++) bytes.writeUInt16BE(run.charCodeAt(i), i * 2);
    return `&${bytes.toString('base64').replace(/=+$/, '').replace(/\//g, ',')}-`;
  });
}

/** Turns what is valid modified UTF-7 into text; anything else stays as it stands. */
export function decodeMailboxName(name: string): string {
  return name.replace(/&([A-Za-z0-9+,]*)-/g, (run: string, base64: string) => {
    if (base64 === '') return '&';
    const bytes = Buffer.from(base64.replace(/,/g, '/'), 'base64');
    if (bytes.length === 0 || bytes.length % 2 !== 0) return run;
    let text = '';
    for (let i = 0; i < bytes.length; i += 2) text += String.fromCharCode(bytes.readUInt16BE(i));
    // Only what encodes back to the same is a name; other spellings would give one mailbox two names.
    return encodeMailboxName(text) === run ? text : run;
  });
}
