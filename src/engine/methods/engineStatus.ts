import { engineStatus } from '../../protocol/methods/engineStatus.ts';
import { handle } from '../handler.ts';
import { cacheFigures, databaseFigures, queueFigures } from '../store/figures.ts';

export const handleEngineStatus = handle(engineStatus, (engine) => {
  const { version, startedAt, profile, clients, user, cache, clock, protocolLog, timings, searchIndexer } = engine;
  return {
    version,
    pid: process.pid,
    profile: profile.folder,
    startedAt,
    now: clock.now(),
    clients: clients.count,
    residentBytes: process.memoryUsage.rss(),
    heapBytes: process.memoryUsage().heapUsed,
    busyPerMille: timings.busyPerMille,
    userSchema: user.schemaVersion,
    cacheSchema: cache.schemaVersion,
    databases: { user: databaseFigures(user), cache: databaseFigures(cache) },
    cached: cacheFigures(cache),
    connections: protocolLog.connections(),
    queues: { ...queueFigures(user), index: searchIndexer.progress, requests: timings.underWay },
    timings: timings.top(topTimings),
  };
});

const topTimings = 12;
