import { createHash } from 'node:crypto';
import type { MarkdownDrawing } from '../../mail/html/markdownDrawings.ts';
import { markdownDrawings } from '../../mail/html/markdownDrawings.ts';
import type { AttachmentFile } from '../../protocol/records.ts';
import type { DraftFormat } from './draftContent.ts';
import type { ParsedDraft } from './draftParser.ts';

/** Diagrams and formulas of a draft: drawn where there is a browser, and kept as PNG under the hash of their source. */

export interface DraftDrawing extends MarkdownDrawing {
  /** What its picture is found by: `drawing:` and a hash of its kind, its source and our way of drawing. */
  readonly reference: string;
  /** The block's first line in the document. */
  readonly start: number;
  readonly end: number;
}

/** To be counted up when the same source comes to look different: older pictures are then drawn anew. */
const look = 1;

export function drawingReference({ kind, source }: MarkdownDrawing): string {
  const hash = createHash('sha256').update(`${look}\n${kind}\n${source}`).digest('hex').slice(0, 40);
  return `drawing:${hash}`;
}

export function placeDrawings(draft: ParsedDraft, format: DraftFormat | undefined): readonly DraftDrawing[] {
  if (format !== 'markdown') return [];
  const first = draft.lines.findIndex((line) => line.start >= draft.bodyStart);
  return markdownDrawings(draft.body).map(({ kind, source, startLine }) => {
    const line = draft.lines[first + startLine];
    const [start, end] = [line?.start ?? draft.bodyStart, line?.end ?? draft.text.length];
    return { kind, source, reference: drawingReference({ kind, source }), start, end };
  });
}

export interface DrawnSize {
  /** CSS pixels: the picture has two points for each. */
  readonly width: number;
  readonly height: number;
}

/** Those of the files that are drawings, with their sizes; what is no PNG is left out, so that its source is sent. */
export async function drawnSizes(
  files: readonly AttachmentFile[],
  openFile: (path: string) => AsyncIterable<Uint8Array>,
): Promise<ReadonlyMap<string, DrawnSize>> {
  const sizes = new Map<string, DrawnSize>();
  for (const { reference, path } of files) {
    if (!reference.startsWith('drawing:')) continue;
    const size = sizeOfPng(await firstBytes(openFile(path), pngHeadBytes));
    if (size) sizes.set(reference, size);
  }
  return sizes;
}

/** Signature, then the chunk IHDR with width and height (PNG, third edition, 5.2 and 11.2.1). */
const pngHeadBytes = 24;

function sizeOfPng(head: Buffer): DrawnSize | undefined {
  if (head.length < pngHeadBytes || head.toString('latin1', 1, 4) !== 'PNG') return undefined;
  return { width: Math.ceil(head.readUInt32BE(16) / 2), height: Math.ceil(head.readUInt32BE(20) / 2) };
}

async function firstBytes(chunks: AsyncIterable<Uint8Array>, count: number): Promise<Buffer> {
  const taken: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    taken.push(chunk);
    length += chunk.length;
    if (length >= count) break;
  }
  return Buffer.concat(taken).subarray(0, count);
}
