import type { OutgoingPart } from '../../mail/mime/write.ts';
import { writeZip } from '../../mail/zip/writeZip.ts';

/** All attachments as one archive, packed while it is read; pictures that the text shows stay where they are. */
export function zipParts(parts: readonly OutgoingPart[], now: number): readonly OutgoingPart[] {
  const attached = parts.filter(({ cid }) => cid === undefined);
  if (attached.length === 0) return parts;
  const [only] = attached;
  const name = attached.length === 1 && only ? `${only.name}.zip` : 'attachments.zip';
  const names = new Set<string>();
  const files = attached.map((part) => {
    const unique = uniqueName(part.name, names);
    names.add(unique.toLowerCase());
    return { name: unique, modifiedAt: now, open: part.open };
  });
  const zip = { name, contentType: 'application/zip', open: () => writeZip(files) };
  return [...parts.filter(({ cid }) => cid !== undefined), zip];
}

/** `a.txt`, then `a (2).txt`: an archive with a name twice loses a file when it is unpacked. */
function uniqueName(name: string, taken: ReadonlySet<string>): string {
  const plain = name.replace(/[\\/]/g, '_') || 'attachment';
  const [, stem = plain, end = ''] = /^(.+?)(\.[^.]*)?$/.exec(plain) ?? [];
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? plain : `${stem} (${number})${end}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}
