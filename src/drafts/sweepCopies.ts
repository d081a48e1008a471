import type { Clock } from '../base/clock.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { draftList } from '../protocol/methods/draftList.ts';
import { draftRecover } from '../protocol/methods/draftRecover.ts';
import { isDraftPath } from './headerBlock.ts';

export interface SweepDependencies {
  readonly engine: Pick<EngineCaller, 'call'>;
  /** Its copies are of files on another machine, each made for one send. */
  readonly files: Pick<WorkspaceFiles, 'copiesFolder' | 'entries' | 'readText' | 'removeFolder'>;
  readonly clock: Clock;
  /** Texts of editors that were attached unsaved: a folder for each, named by an id that the draft's `attach:` holds. */
  readonly buffersFolder: string;
  /** Where new drafts are made. */
  readonly draftsFolder: string;
}

/** What is younger may belong to a draft that is being made in another window, ms. */
export const sweepAgeMs = 24 * 60 * 60_000;

/**
 * Removes copies that nothing needs any more: mail in the outbox has its bytes, so only what a draft still names stays.
 * Names are looked for in the journal and in the drafts' own files; if either can't be read, nothing goes.
 */
export async function sweepCopies(dependencies: SweepDependencies): Promise<void> {
  const { files, clock, buffersFolder } = dependencies;
  const old = async (folder: string) =>
    (await files.entries(folder)).filter(({ modifiedAt }) => clock.now() - modifiedAt >= sweepAgeMs);
  for (const { uri } of await old(files.copiesFolder)) await files.removeFolder(uri);
  const buffers = await old(buffersFolder);
  if (buffers.length === 0) return;
  const texts = [...(await journaled(dependencies)), ...(await written(dependencies))];
  for (const { uri, name } of buffers) {
    if (!texts.some((text) => text.includes(name))) await files.removeFolder(uri);
  }
}

async function journaled({ engine }: SweepDependencies): Promise<readonly string[]> {
  const { drafts } = await engine.call(draftList, {});
  const texts: string[] = [];
  for (const { uri } of drafts) texts.push((await engine.call(draftRecover, { uri })).text ?? '');
  return texts;
}

async function written({ files, draftsFolder }: SweepDependencies): Promise<readonly string[]> {
  const entries = (await files.entries(draftsFolder)).filter(({ name }) => isDraftPath(name));
  return Promise.all(entries.map(({ uri }) => files.readText(uri)));
}
