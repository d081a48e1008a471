import { draftMerge } from '../../protocol/methods/draftMerge.ts';
import { handle } from '../handler.ts';

export const handleDraftMerge = handle(draftMerge, async ({ serverDrafts }, { uri, text, look = false }) => {
  if (look) await serverDrafts.look(uri);
  return serverDrafts.takeUp(uri, text) ?? { text: null, conflicts: 0 };
});
