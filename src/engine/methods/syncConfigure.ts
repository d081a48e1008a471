import { syncConfigure } from '../../protocol/methods/syncConfigure.ts';
import { handle } from '../handler.ts';

export const handleSyncConfigure = handle(
  syncConfigure,
  ({ textFetcher, serverDrafts }, { serverDrafts: enabled = true, ...settings }) => {
    textFetcher.configure(settings);
    serverDrafts.configure({ enabled });
    return {};
  },
);
