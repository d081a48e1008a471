import type { EngineCaller } from '../host/engineConnection.ts';
import type { Notices } from '../host/notices.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { draftTexts } from '../texts/drafts.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { freeName, ownFilesFolder } from './draftOwnFiles.ts';
import { referenceFor } from './fileReferences.ts';
import { notShrunk, type PictureToShrink, shrinkPictures, shrunkSide } from './shrinkPictures.ts';

/** Where pictures are made smaller: a page, as it takes a browser to read them. */
export interface PicturePages {
  /** By the page of a draft's preview. `reason`: why not, or the size of a picture that is not larger (`640 × 480`). */
  shrink(
    draft: string,
    picture: PictureToShrink,
  ): Promise<{ readonly bytes: Uint8Array } | { readonly reason: string }>;
}

export interface ShrinkDraftDependencies {
  readonly engine: Pick<EngineCaller, 'call'>;
  readonly files: Pick<WorkspaceFiles, 'stat' | 'readBytes' | 'writeBytes'>;
  readonly notify: Pick<Notices, 'info' | 'status'>;
  readonly t: Translate;
  readonly formatSize: (bytes: number) => string;
  readonly previews: PicturePages;
  readonly showPreview: () => Promise<void>;
  readonly rewrite: (uri: string, text: string) => Promise<void>;
}

/** Rewrites a draft with smaller copies of its pictures, and says what that saved. Throws `draft.notShrunk`, `file.…`. */
export async function shrinkDraft(
  draft: { readonly uri: string; readonly text: string; readonly folder: string; readonly only: string | undefined },
  { engine, files, notify, t, formatSize, previews, showPreview, rewrite }: ShrinkDraftDependencies,
  options: { readonly signal: AbortSignal },
): Promise<void> {
  const { uri, folder } = draft;
  let opened: Promise<void> | undefined;
  const shrink = async (picture: PictureToShrink) => {
    opened ??= showPreview();
    await opened;
    const made = await previews.shrink(uri, picture);
    if ('bytes' in made) return made.bytes;
    if (/^\d+ × \d+$/.test(made.reason)) return undefined;
    throw notShrunk(made.reason);
  };
  const keepFile = async (name: string, bytes: Uint8Array) => {
    const kept = await freeName(ownFilesFolder(uri), name, async (each) => Boolean(await files.stat(each)));
    await files.writeBytes(kept, bytes);
    return referenceFor(folder, kept);
  };
  const { text, count, bytesBefore, bytesAfter } = await shrinkPictures(
    draft,
    { engine, files, shrink, keepFile },
    options,
  );
  if (count === 0) return notify.info(t(draftTexts.nothingToShrink, { side: String(shrunkSide) }));
  await rewrite(uri, text);
  const sizes = { before: formatSize(bytesBefore), after: formatSize(bytesAfter) };
  notify.status(plural(t, draftTexts.shrunk, count, sizes));
}
