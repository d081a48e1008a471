import { draftFiles } from '../../protocol/methods/draftFiles.ts';
import { handle } from '../handler.ts';

export const handleDraftFiles = handle(draftFiles, ({ drafts, serverDrafts }, { uri, files }) => {
  if (drafts.keepFiles(uri, files)) serverDrafts.changed(uri);
  return {};
});
