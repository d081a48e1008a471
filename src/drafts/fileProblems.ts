import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import type { DraftDiagnostic, TextRange } from '../protocol/records.ts';
import { referenceUri } from './fileReferences.ts';
import { largePictureBytes, shrinkableType, shrunkSide } from './shrinkPictures.ts';

export interface FileProblemsOptions {
  readonly files: Pick<WorkspaceFiles, 'stat' | 'glob'>;
  /** URI of the folder that bare paths begin at. */
  readonly folder: string;
  /** The largest mail that the server takes, bytes; 0: not known. */
  readonly maxBytes: number;
  readonly formatSize: (bytes: number) => string;
}

interface Named {
  readonly reference: string;
  readonly range: TextRange;
}

interface Seen extends Named {
  readonly code: string | undefined;
  readonly size: number;
}

/** What is wrong with the files that a draft names, as far as it can be seen without opening them. */
export async function fileProblems(
  references: readonly Named[],
  options: FileProblemsOptions,
): Promise<readonly DraftDiagnostic[]> {
  const named = references.filter(({ reference }) => reference !== '' && !reference.startsWith('message:'));
  const seen = await Promise.all(named.map((each) => see(each, options)));
  const found = seen.flatMap((each) => (each.code === undefined ? [] : [problem(each, each.code)]));
  return [...found, ...tooLarge(seen, options), ...largePictures(seen, options)];
}

async function see(named: Named, { files, folder }: FileProblemsOptions): Promise<Seen> {
  const { reference } = named;
  try {
    const stat = await files.stat(referenceUri(folder, reference));
    if (stat?.isFolder) return { ...named, code: 'draft.attachmentFolder', size: 0 };
    if (stat) return { ...named, code: stat.size === 0 ? 'draft.attachmentEmpty' : undefined, size: stat.size };
    if (!/[*?{[]/.test(reference)) return { ...named, code: 'draft.attachmentMissing', size: 0 };
    const matches = await files.glob(folder, reference.replace(/^\.\//, ''), 1);
    return { ...named, code: matches.length > 0 ? undefined : 'draft.attachmentNoMatch', size: 0 };
  } catch {
    return { ...named, code: undefined, size: 0 }; // A folder that is offline says nothing.
  }
}

/** Photographs as cameras make them: a copy that fills a screen is a tenth of it. */
function largePictures(seen: readonly Seen[], { formatSize }: FileProblemsOptions): DraftDiagnostic[] {
  return seen
    .filter(({ reference, size }) => size > largePictureBytes && shrinkableType(reference))
    .map(({ reference, range, size }) => {
      const fixes = [{ code: shrinkFix, data: { side: String(shrunkSide), reference }, range, newText: '' }];
      const data = { reference, size: formatSize(size) };
      return { code: 'draft.largePicture', severity: 'info', range, data, fixes };
    });
}

/** A mend that is a command: {@link DraftDiagnostic} has no text for it. */
export const shrinkFix = 'shrinkPicture';

/** Four characters for three bytes, and a line end for each 76 (RFC 2045 §6.8). */
const base64Share = (4 / 3) * (78 / 76);

/** The largest file is pointed out where all of them are too much for the server. */
function tooLarge(seen: readonly Seen[], { maxBytes, formatSize }: FileProblemsOptions): DraftDiagnostic[] {
  const whole = seen.reduce((sum, { size }) => sum + size, 0) * base64Share;
  if (maxBytes === 0 || whole <= maxBytes) return [];
  const largest = seen.reduce((most, each) => (each.size > most.size ? each : most));
  return [problem(largest, 'draft.attachmentsTooLarge', { size: formatSize(whole), limit: formatSize(maxBytes) })];
}

function problem({ reference, range }: Named, code: string, more: DraftDiagnostic['data'] = {}): DraftDiagnostic {
  const fixes = [{ code: 'removeAddress', data: { address: reference }, range, newText: '' }];
  return { code, severity: severities[code] ?? 'error', range, data: { reference, ...more }, fixes };
}

const severities: { readonly [code: string]: DraftDiagnostic['severity'] } = {
  'draft.attachmentEmpty': 'warning',
  'draft.attachmentFolder': 'info',
  'draft.attachmentsTooLarge': 'warning',
};
