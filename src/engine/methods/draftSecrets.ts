import { draftSecrets } from '../../protocol/methods/draftSecrets.ts';
import { handle } from '../handler.ts';

export const handleDraftSecrets = handle(draftSecrets, ({ secretGuard }, outgoing, { signal }) =>
  secretGuard.find(outgoing, { signal }),
);
