import { syncConfigure } from '../../protocol/methods/syncConfigure.ts';
import { handle } from '../handler.ts';

export const handleSyncConfigure = handle(syncConfigure, ({ textFetcher }, settings) => {
  textFetcher.configure(settings);
  return {};
});
