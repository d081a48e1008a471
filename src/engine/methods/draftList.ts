import { draftList } from '../../protocol/methods/draftList.ts';
import { handle } from '../handler.ts';

export const handleDraftList = handle(draftList, ({ drafts }) => ({ drafts: drafts.all() }));
