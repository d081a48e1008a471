import { MailError } from '../base/errors.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { draftCheck } from '../protocol/methods/draftCheck.ts';
import { draftEditHeader } from '../protocol/methods/draftEditHeader.ts';
import type { TextRange } from '../protocol/records.ts';
import { pathInMarkdown } from './dropped.ts';
import { lastName, referenceUri } from './fileReferences.ts';

/** Photographs made smaller before they are sent: the files stay as they are, copies beside the draft take their place. */

export interface PictureToShrink {
  readonly type: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly bytes: Uint8Array;
  /** Its longer side shall have so many points. */
  readonly sideMax: number;
}

export interface ShrinkDependencies {
  readonly engine: Pick<EngineCaller, 'call'>;
  readonly files: Pick<WorkspaceFiles, 'stat' | 'readBytes'>;
  /** Undefined for one that is not larger. Throws `draft.notShrunk`. */
  readonly shrink: (picture: PictureToShrink) => Promise<Uint8Array | undefined>;
  /** Keeps a file beside the draft; how the draft names it. */
  readonly keepFile: (name: string, bytes: Uint8Array) => Promise<string>;
}

export interface ShrunkDraft {
  /** With `\n` at line ends. */
  readonly text: string;
  readonly count: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/** The longer side of a picture that is made smaller, points. */
export const shrunkSide = 1_600;
/** Above this a picture is worth it, bytes. */
export const largePictureBytes = 1_000_000;
/** Larger ones are not read: they would not fit into the page, bytes. */
const readMaxBytes = 40_000_000;

/** The type of a picture that can be made smaller, by its name. */
export function shrinkableType(name: string): PictureToShrink['type'] | undefined {
  const extension = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (extension === 'jpg' || extension === 'jpeg') return 'image/jpeg';
  return extension === 'png' ? 'image/png' : extension === 'webp' ? 'image/webp' : undefined;
}

/** Makes the large pictures of a draft smaller, or the one that is named. `folder`: the URI that its paths begin at. */
export async function shrinkPictures(
  { text, folder, only }: { readonly text: string; readonly folder: string; readonly only?: string | undefined },
  dependencies: ShrinkDependencies,
  options: { readonly signal: AbortSignal },
): Promise<ShrunkDraft> {
  const { engine } = dependencies;
  const even = text.replaceAll('\r\n', '\n');
  const { attach, images } = await engine.call(draftCheck, { text: even }, options);
  const named = [...new Set([...attach, ...images].map(({ reference }) => reference))];
  const smaller = new Map<string, string>();
  let [bytesBefore, bytesAfter] = [0, 0];
  for (const reference of only === undefined ? named : named.filter((each) => each === only)) {
    const made = await smallerCopy(reference, folder, dependencies);
    if (!made) continue;
    smaller.set(reference, made.reference);
    bytesBefore += made.before;
    bytesAfter += made.after;
  }
  const inText = withPictures(even, images, smaller);
  if (!attach.some(({ reference }) => smaller.has(reference)))
    return { text: inText, count: smaller.size, bytesBefore, bytesAfter };
  const values = attach.map(({ reference }) => smaller.get(reference) ?? reference);
  const edit = await engine.call(draftEditHeader, { text: inText, name: 'attach', values }, options);
  const whole = inText.slice(0, edit.start) + edit.newText + inText.slice(edit.end);
  return { text: whole, count: smaller.size, bytesBefore, bytesAfter };
}

async function smallerCopy(
  reference: string,
  folder: string,
  { files, shrink, keepFile }: ShrinkDependencies,
): Promise<{ readonly reference: string; readonly before: number; readonly after: number } | undefined> {
  const type = shrinkableType(reference);
  if (!type || reference.startsWith('message:')) return undefined;
  const uri = referenceUri(folder, reference);
  const stat = await files.stat(uri);
  if (!stat || stat.isFolder || stat.size <= largePictureBytes || stat.size > readMaxBytes) return undefined;
  const bytes = await shrink({ type, bytes: await files.readBytes(uri), sideMax: shrunkSide });
  if (!bytes || bytes.length >= stat.size) return undefined;
  return { reference: await keepFile(lastName(uri), bytes), before: stat.size, after: bytes.length };
}

/** What stands there otherwise than it is named stays. One that is named twice in a paragraph has the same place twice. */
function withPictures(
  text: string,
  images: readonly { readonly reference: string; readonly range: TextRange }[],
  smaller: ReadonlyMap<string, string>,
): string {
  const starts = [0];
  for (const match of text.matchAll(/\n/g)) starts.push(match.index + 1);
  const places: { readonly from: number; readonly to: number; readonly instead: string }[] = [];
  for (const { reference, range } of images) {
    const instead = smaller.get(reference);
    if (instead === undefined) continue;
    const start = (starts[range.startLine] ?? 0) + range.startColumn;
    for (const form of new Set([reference, encodeURI(reference)])) {
      const taken = places.filter(({ from }) => text.startsWith(form, from)).map(({ to }) => to);
      const from = text.indexOf(form, Math.max(start, ...taken));
      if (from < 0) continue;
      places.push({
        from,
        to: from + form.length,
        instead: text[from - 1] === '<' ? instead : pathInMarkdown(instead),
      });
      break;
    }
  }
  // From the last to the first, so that places stay true.
  const sorted = places.sort((one, other) => other.from - one.from);
  return sorted.reduce((out, { from, to, instead }) => out.slice(0, from) + instead + out.slice(to), text);
}

/** Why a picture stays as it is. */
export function notShrunk(reason: string): MailError {
  return new MailError('draft.notShrunk', { data: { reason } });
}
