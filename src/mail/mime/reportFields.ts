import { concatBytes, fromUtf8 } from '../../base/bytes.ts';
import { attachmentBytes, enclosedSource, type ReadMessage } from './read.ts';
import type { Part } from './scan.ts';

/** What reports of delivery and receipts of readers have in common: parts of fields. */

/** As much of a part as is read: it holds the fields, or the header of an enclosed mail. */
export const partTextMaxChars = 64_000;

/** The text of a part, the first {@link partTextMaxChars} of it. */
export function partText(message: ReadMessage, part: Part): string {
  const attachment = message.attachments.find((one) => one.part === part);
  const source = enclosedSource(message, part);
  if (!attachment) return fromUtf8(source.read(0, Math.min(source.size, partTextMaxChars)));
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (const chunk of attachmentBytes(message, attachment)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > partTextMaxChars) break;
  }
  return fromUtf8(concatBytes(chunks));
}

/** A group of fields (RFC 3464 §2.1.1, RFC 8098 §3.1): names in lower case, the first of each counts. */
export function fieldsOf(group: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of group.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const match = /^([A-Za-z-]+)[ \t]*:[ \t]*(.*)$/.exec(line);
    if (match?.[1] && !fields.has(match[1].toLowerCase())) fields.set(match[1].toLowerCase(), match[2] ?? '');
  }
  return fields;
}

/** `rfc822; <a@b>`, with xtext (RFC 3461 §4) undone. */
export function addressOf(value = ''): string {
  const bare = value.replace(/^\s*[\w.-]+\s*;/, '').trim();
  return addressesIn(xtext(bare))[0] ?? '';
}

/** xtext (RFC 3461 §4) undone. */
export function xtext(text: string): string {
  return text.replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Addresses anywhere in a text, in lower case. */
export function addressesIn(text: string): string[] {
  const found = text.match(/[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\p{N}.-]{1,253}[\p{L}\p{N}]/gu) ?? [];
  return found.map((address) => address.toLowerCase());
}
