import { engineStatus } from '../../protocol/methods/engineStatus.ts';
import { handle } from '../handler.ts';

export const handleEngineStatus = handle(engineStatus, ({ version, startedAt, profile, clients, user, cache }) => ({
  version,
  pid: process.pid,
  profile: profile.folder,
  startedAt,
  clients: clients.count,
  residentBytes: process.memoryUsage.rss(),
  userSchema: user.schemaVersion,
  cacheSchema: cache.schemaVersion,
}));
