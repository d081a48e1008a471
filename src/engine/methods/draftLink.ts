import { draftLink } from '../../protocol/methods/draftLink.ts';
import { linkAttachments } from '../compose/linkAttachments.ts';
import { handle } from '../handler.ts';

export const handleDraftLink = handle(draftLink, (_, { text, links }) => ({ text: linkAttachments(text, links) }));
