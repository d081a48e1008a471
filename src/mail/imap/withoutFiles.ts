/**
 * A message without its files: its header, the texts that are read, and in place of every other part its header with
 * nothing behind. What reads messages reads it as it would the whole one, with the same attachments in the same order.
 * Pure.
 */
import { concatBytes, utf8 } from '../../base/bytes.ts';
import type { BodyPart } from './bodyStructure.ts';

/** A part that is not here. */
export interface OmittedPart {
  readonly type: string;
  /** Decoded bytes, as near as its encoded size tells. */
  readonly size: number;
  /** Shown within the text. */
  readonly picture: boolean;
}

export interface PartPlan {
  /** What to fetch, in the order of the message. */
  readonly sections: readonly string[];
  /** In the order of the message. */
  readonly omitted: readonly OmittedPart[];
}

export interface PartLimits {
  /** Bytes of one text, as it is encoded. */
  readonly textMaxBytes: number;
  /** Bytes of all pictures of the text together, as they are encoded. */
  readonly picturesMaxBytes: number;
}

/** Which sections make the message without its files. Undefined: it is better fetched whole. */
export function planParts(root: BodyPart, limits: PartLimits): PartPlan | undefined {
  const sections: string[] = [];
  const omitted: OmittedPart[] = [];
  let picturesLeft = limits.picturesMaxBytes;
  const visit = (part: BodyPart, isRoot: boolean, isRelated: boolean): boolean => {
    sections.push(isRoot ? 'HEADER' : `${part.section}.MIME`);
    if (part.boundary !== '')
      return part.children.every((child) => visit(child, false, part.type === 'multipart/related'));
    if (wholeOnly.has(part.type)) return false;
    const isText = isReadText(part);
    if (isText && part.size > limits.textMaxBytes) return false;
    const picture = part.type.startsWith('image/') && isRelated && part.hasContentId;
    const fits = picture && part.size <= picturesLeft;
    if (fits) picturesLeft -= part.size;
    if (isText || fits) sections.push(part.section);
    else omitted.push({ type: part.type, size: decodedSize(part), picture });
    return true;
  };
  return visit(root, true, false) && omitted.length > 0 ? { sections, omitted } : undefined;
}

/** Puts together what was fetched. Undefined where the server left something out. */
export function assembleParts(
  root: BodyPart,
  plan: PartPlan,
  fetched: ReadonlyMap<string, Uint8Array>,
): Uint8Array | undefined {
  if (plan.sections.some((section) => !fetched.has(section))) return undefined;
  const pieces: Uint8Array[] = [];
  const lay = (part: BodyPart, isRoot: boolean) => {
    pieces.push(asHeader(fetched.get(isRoot ? 'HEADER' : `${part.section}.MIME`) ?? lineEnd));
    for (const child of part.children) {
      pieces.push(utf8(`--${part.boundary}\r\n`));
      lay(child, false);
      pieces.push(lineEnd);
    }
    pieces.push(part.boundary === '' ? (fetched.get(part.section) ?? nothing) : utf8(`--${part.boundary}--\r\n`));
  };
  lay(root, true);
  return concatBytes(pieces);
}

/** What holds the text of a message inside, or stands for all of it. */
const wholeOnly = new Set(['application/ms-tnef', 'application/vnd.ms-tnef', 'application/pkcs7-mime']);
const reports = new Set(['message/delivery-status', 'message/disposition-notification', 'message/feedback-report']);
const lineEnd = utf8('\r\n');
const nothing = new Uint8Array();

function isReadText({ type, disposition }: BodyPart): boolean {
  return (type.startsWith('text/') && disposition !== 'attachment') || reports.has(type);
}

/** Base64 makes 57 bytes into 78 (RFC 2045 §6.8: lines of 76). */
function decodedSize({ encoding, size }: BodyPart): number {
  return encoding === 'base64' ? Math.floor((size * 57) / 78) : size;
}

/** A header ends with an empty line, whatever the server leaves of it. */
function asHeader(bytes: Uint8Array): Uint8Array {
  const end = Buffer.from(bytes.subarray(-4)).toString('latin1');
  if (end === '\r\n\r\n' || end === '\r\n' || end.endsWith('\n\n')) return bytes;
  return concatBytes([bytes, end.endsWith('\n') ? lineEnd : utf8('\r\n\r\n')]);
}
