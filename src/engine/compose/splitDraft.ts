import { MailError } from '../../base/errors.ts';
import type { AttachmentFile } from '../../protocol/records.ts';
import { contentOf } from './draftContent.ts';
import { headerOf, parseDraft } from './draftParser.ts';
import { writeReference, writeText } from './draftWriter.ts';

/** One of the mails that a draft too large for the server becomes. */
export interface DraftShare {
  readonly text: string;
  readonly files: readonly AttachmentFile[];
}

export interface SplitLimits {
  /** What the server takes, bytes. */
  readonly maxBytes: number;
  /** The whole mail as it was built, and its attachments as they lie on disk: the rest of it goes with the first mail. */
  readonly builtBytes: number;
  readonly sizeOf: (file: AttachmentFile) => number;
}

/** Base64 in lines of 76 characters (RFC 2045 §6.8), and the fields of a part. */
const encodedBytes = (bytes: number) => Math.ceil((bytes * 78) / 57) + partOverheadBytes;
const partOverheadBytes = 2_000;
/** Header fields, boundaries, signature: what every mail of a split has anyway. */
const mailOverheadBytes = 20_000;

/**
 * The draft as several: attachments in their order, as many in each mail as the server takes; the text in the first, the
 * names of its files in each other. Throws `send.tooLarge` (`data.file`) when one file alone is too large.
 */
export function splitDraft(
  text: string,
  files: readonly AttachmentFile[],
  { maxBytes, builtBytes, sizeOf }: SplitLimits,
): readonly DraftShare[] {
  const draft = parseDraft(text);
  const content = contentOf(draft);
  const attached = content.attach.flatMap(({ reference }) => files.filter((file) => file.reference === reference));
  const encoded = attached.map((file) => ({ file, bytes: encodedBytes(sizeOf(file)) }));
  const restBytes = Math.max(0, builtBytes - encoded.reduce((sum, { bytes }) => sum + bytes, 0)) + mailOverheadBytes;
  const shares: { files: AttachmentFile[]; bytes: number }[] = [{ files: [], bytes: restBytes }];
  for (const { file, bytes } of encoded) {
    if (bytes + mailOverheadBytes > maxBytes)
      throw new MailError('send.tooLarge', {
        retry: 'afterUser',
        data: { size: builtBytes, maxBytes, file: file.name },
      });
    const last = shares.at(-1);
    if (last && last.bytes + bytes <= maxBytes) {
      last.files.push(file);
      last.bytes += bytes;
    } else shares.push({ files: [file], bytes: bytes + mailOverheadBytes });
  }
  const inBody = files.filter((file) => !attached.includes(file));
  return shares.map((share, index) => ({
    text: shareText(text, share.files, { number: index + 1, of: shares.length }),
    files: index === 0 ? [...share.files, ...inBody] : share.files,
  }));
}

function shareText(
  text: string,
  files: readonly AttachmentFile[],
  { number, of }: { readonly number: number; readonly of: number },
): string {
  const draft = parseDraft(text);
  const subject = headerOf(draft, 'subject');
  const numbered = writeText(`${contentOf(draft).subject} (${number}/${of})`.trim());
  const references = [...new Set(files.map(({ reference }) => reference))];
  const lines = [
    `subject: ${numbered}`,
    ...(references.length > 0 ? ['attach:', ...references.map((one) => `  - ${writeReference(one)}`)] : []),
  ];
  const gone = draft.headers.filter((header) => header.known === 'attach' || header === subject);
  const block = gone.reduceRight(
    (rest, { start, end }) => rest.slice(0, start) + rest.slice(end),
    text.slice(0, draft.blockEnd),
  );
  const body = number === 1 ? text.slice(draft.bodyStart) : `${files.map(({ name }) => `- ${name}`).join('\n')}\n`;
  return `${block}${lines.join('\n')}\n---\n\n${body}`;
}
