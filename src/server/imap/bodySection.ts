import type { Part } from '../../mail/mime/scan.ts';
import type { Section, SectionText } from '../../mail/wire/imap/fetch.ts';

/**
 * The bytes that a section names (RFC 9051 §6.4.5.1) in a message whose parts were found; null when there is no such part.
 */
export function bodySection(bytes: Uint8Array, root: Part, section: Section): Uint8Array | null {
  const { part: path, text } = section;
  if (path.length === 0) return messageText(bytes, root, text, 0, bytes.length);
  const part = partAt(root, path);
  if (!part) return null;
  if (text.kind === 'content') return bytes.subarray(part.bodyStart, part.bodyEnd);
  if (text.kind === 'mime') return bytes.subarray(part.headerStart, part.bodyStart);
  // HEADER, TEXT and FIELDS are of an enclosed message only.
  const inner = part.type === 'message/rfc822' ? part.children[0] : undefined;
  return inner ? messageText(bytes, inner, text, inner.headerStart, inner.bodyEnd) : null;
}

/** Part numbers count a multipart's children; a message without one has its body as part 1. */
export function partAt(root: Part, path: readonly number[]): Part | undefined {
  let container: Part | undefined = root;
  let part: Part | undefined;
  for (const number of path) {
    if (!container) return undefined;
    const isMultipart: boolean = container.type.startsWith('multipart/') && container.children.length > 0;
    part = isMultipart ? container.children[number - 1] : number === 1 ? container : undefined;
    if (!part) return undefined;
    if (part.type === 'message/rfc822') container = part.children[0];
    else container = isMultipart && part.type.startsWith('multipart/') ? part : undefined;
  }
  return part;
}

function messageText(bytes: Uint8Array, root: Part, text: SectionText, start: number, end: number): Uint8Array | null {
  const header = bytes.subarray(start, root.bodyStart);
  if (text.kind === 'content') return bytes.subarray(start, end);
  if (text.kind === 'header') return header;
  if (text.kind === 'text') return bytes.subarray(root.bodyStart, end);
  return 'names' in text ? headerFields(header, text.names, text.kind === 'fieldsNot') : null;
}

/** The fields named (or all others), as they stand, then the empty line. */
function headerFields(header: Uint8Array, names: readonly string[], others: boolean): Uint8Array {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const lines =
    Buffer.from(header)
      .toString('latin1')
      .match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let keeps = false;
  let kept = '';
  for (const line of lines) {
    if (/^\r?\n$/.test(line)) break;
    if (!/^[ \t]/.test(line)) keeps = wanted.has((/^[^:\s]+/.exec(line)?.[0] ?? '').toLowerCase()) !== others;
    if (keeps) kept += line;
  }
  return Buffer.from(`${kept}\r\n`, 'latin1');
}
