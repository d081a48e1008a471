import { draftAllowSecrets } from '../../protocol/methods/draftAllowSecrets.ts';
import { handle } from '../handler.ts';

export const handleDraftAllowSecrets = handle(draftAllowSecrets, ({ secretGuard }, { fingerprints }) => {
  secretGuard.allow(fingerprints);
  return {};
});
