import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import type { DraftDiagnostic, TextRange } from '../protocol/records.ts';
import { referenceUri } from './fileReferences.ts';

/** What is wrong with the files that a draft names, as far as it can be seen without opening them. */
export async function fileProblems(
  files: WorkspaceFiles,
  folder: string,
  references: readonly { readonly reference: string; readonly range: TextRange }[],
): Promise<readonly DraftDiagnostic[]> {
  const found = await Promise.all(
    references.map(async ({ reference, range }) => {
      if (reference === '' || reference.startsWith('message:')) return undefined;
      const code = await problemOf(files, folder, reference).catch(() => undefined); // A folder that is offline says nothing.
      if (!code) return undefined;
      const fixes = [{ code: 'removeAddress', data: { address: reference }, range, newText: '' }];
      const severity = code === 'draft.attachmentEmpty' ? ('warning' as const) : ('error' as const);
      return { code, severity, range, data: { reference }, fixes };
    }),
  );
  return found.filter((diagnostic) => diagnostic !== undefined);
}

async function problemOf(files: WorkspaceFiles, folder: string, reference: string): Promise<string | undefined> {
  const stat = await files.stat(referenceUri(folder, reference));
  if (stat?.isFolder) return 'draft.attachmentFolder';
  if (stat) return stat.size === 0 ? 'draft.attachmentEmpty' : undefined;
  if (!/[*?{[]/.test(reference)) return 'draft.attachmentMissing';
  return (await files.glob(folder, reference.replace(/^\.\//, ''), 1)).length > 0
    ? undefined
    : 'draft.attachmentNoMatch';
}
