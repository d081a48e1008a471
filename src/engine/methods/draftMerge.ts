import { draftMerge } from '../../protocol/methods/draftMerge.ts';
import { handle } from '../handler.ts';

export const handleDraftMerge = handle(
  draftMerge,
  async ({ serverDrafts }, { uri, text, look = false, done = false }) => {
    if (done) serverDrafts.settle(uri, text);
    else if (look) await serverDrafts.look(uri);
    return serverDrafts.merged(uri, text) ?? { text: null, conflicts: 0 };
  },
);
