import { MailError } from '../../base/errors.ts';
import { draftRecover } from '../../protocol/methods/draftRecover.ts';
import { handle } from '../handler.ts';

export const handleDraftRecover = handle(draftRecover, ({ drafts }, { uri }) => {
  const draft = drafts.find(uri);
  if (!draft) throw new MailError('draft.unknown', { data: { uri } });
  const { text, folder, allowed, updatedAt } = draft;
  return { text, folder, allowed, updatedAt };
});
