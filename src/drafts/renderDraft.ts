import { isMailError, toMailError } from '../base/errors.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import type { ResultOf } from '../protocol/method.ts';
import { type DraftDrawing, draftCheck } from '../protocol/methods/draftCheck.ts';
import { draftRender } from '../protocol/methods/draftRender.ts';
import type { AttachmentFile } from '../protocol/records.ts';
import { previewTexts } from '../texts/preview.ts';
import type { Translate } from '../texts/translate.ts';
import { resolveAttachments } from './attachmentFiles.ts';
import type { Drawings } from './drawings.ts';
import { problemText } from './problemTexts.ts';

export interface RenderDependencies {
  readonly engine: Pick<EngineCaller, 'call'>;
  readonly files: WorkspaceFiles;
  readonly t: Translate;
  readonly drawings: Pick<Drawings, 'find' | 'problems'>;
}

/** A draft as it would leave now. `problems`: what keeps it from being sent, a sentence each. */
export interface RenderedDraft {
  readonly mail: ResultOf<typeof draftRender>;
  readonly problems: readonly string[];
  /** Diagrams and formulas that are to be drawn; until then their source is shown. */
  readonly undrawn: readonly DraftDrawing[];
}

/** Files found for a reference; kept from one letter typed to the next, so that not each of them asks the disk or a server. */
export type FoundFiles = Map<string, readonly AttachmentFile[]>;

/**
 * Asks the engine for the mail that it would send. `folder`: the URI that paths are relative to. What the draft names and
 * is not there is a problem among others. Throws what `draft.render` throws.
 */
export async function renderDraft(
  { text, folder, found }: { readonly text: string; readonly folder: string; readonly found: FoundFiles },
  { engine, files, t, drawings }: RenderDependencies,
  { signal }: { readonly signal: AbortSignal },
): Promise<RenderedDraft> {
  const { attach, images, drawings: drawn } = await engine.call(draftCheck, { text }, { signal });
  const references = [...new Map([...attach, ...images].map((one) => [one.reference, one])).values()];
  const problems: string[] = [];
  const all = await Promise.all(
    references.map(async ({ reference, range }) => {
      const known = found.get(reference);
      if (known) return known;
      // Nothing leaves, so nothing outside the workspace is asked about.
      const source = { engine, files, folder, trustedFolders: [], allowOutside: async () => true, signal };
      try {
        const resolved = await resolveAttachments([reference], source);
        found.set(reference, resolved);
        return resolved;
      } catch (error) {
        const { code, data } = toMailError(error);
        if (isMailError(error, 'engine.cancelled')) throw error;
        problems.push(atLine(t, range.startLine, problemText(t, { code, data: textsOf(data) })));
        return [];
      }
    }),
  );
  for (const reference of found.keys())
    if (!references.some((one) => one.reference === reference)) found.delete(reference);
  const { files: pictures, left: undrawn } = await drawings.find(drawn);
  const mail = await engine.call(draftRender, { text, files: [...all.flat(), ...pictures] }, { signal });
  const told = [...mail.problems, ...drawings.problems(drawn)].map((problem) =>
    atLine(t, problem.range.startLine, problemText(t, problem)),
  );
  return { mail, problems: [...told, ...problems], undrawn };
}

function atLine(t: Translate, line: number, problem: string): string {
  return t(previewTexts.problem, { line: String(line + 1), problem });
}

function textsOf(data: { readonly [key: string]: unknown }): { readonly [key: string]: string } {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value)]));
}
