import type { Notices } from '../host/notices.ts';
import { draftTexts } from '../texts/drafts.ts';
import type { Drafts } from './drafts.ts';
import { lastName } from './fileReferences.ts';
import { attachableUri, type ShownFileDependencies } from './shownFile.ts';

export interface SendFilesDependencies extends ShownFileDependencies {
  readonly drafts: Pick<Drafts, 'keepBuffer' | 'compose'>;
  readonly notify: Pick<Notices, 'status' | 'info'>;
}

const subjectMaxLength = 200;

/** Starts a mail with files; editors with changes are asked about. Nothing starts when one of them is not wanted. */
export async function sendFiles(uris: readonly string[], dependencies: SendFilesDependencies): Promise<void> {
  const { drafts, notify, t } = dependencies;
  if (uris.length === 0) return notify.info(t(draftTexts.noFile));
  const files: string[] = [];
  for (const uri of uris) {
    const file = await attachableUri(uri, dependencies);
    if (!file) return;
    files.push(file);
  }
  const subject = files.map(lastName).join(', ').slice(0, subjectMaxLength);
  await drafts.compose({ kind: 'new', subject }, { files });
}
