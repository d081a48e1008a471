import { draftEditHeader } from '../../protocol/methods/draftEditHeader.ts';
import { headerEdit } from '../compose/headerEdit.ts';
import { handle } from '../handler.ts';

export const handleDraftEditHeader = handle(draftEditHeader, (_, { text, name, values }) =>
  headerEdit(text, name, values),
);
