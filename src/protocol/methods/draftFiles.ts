import { method } from '../method.ts';
import { attachmentFile } from '../records.ts';
import { list, string } from '../schema.ts';

/** The files that a draft names, as paths on the engine's machine: they travel with its copy in the Drafts mailbox. */
export const draftFiles = method('draft.files', {
  params: { uri: string({ max: 4_096 }), files: list(attachmentFile, { max: 500 }) },
  result: {},
});
