/** Builds what finds mail: the index in the cache, and who keeps it. */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { EngineEvents } from '../events.ts';
import { workerScript } from '../render/createRenderer.ts';
import { WorkerPool } from '../render/workerPool.ts';
import type { Database } from '../store/database.ts';
import { SearchHits } from '../store/searchHits.ts';
import { SearchIndexStore } from '../store/searchIndex.ts';
import { type IndexPool, SearchIndexer } from './indexer.ts';
import { workerRestMs } from './limits.ts';

export interface SearchParts {
  readonly searchIndex: SearchIndexStore;
  readonly searchHits: SearchHits;
  readonly searchIndexer: SearchIndexer;
}

export interface CreateSearchDeps {
  readonly cache: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: EngineEvents;
  /** Default: a worker of its own, so that a mail to be shown never waits for the index. */
  readonly pool?: IndexPool;
}

export function createSearch({ cache, clock, log, events, pool }: CreateSearchDeps): SearchParts {
  const searchIndex = new SearchIndexStore({ cache });
  const workers =
    pool ?? new WorkerPool({ script: workerScript(), clock, log, workers: 1, waitingMax: 4, restMs: workerRestMs });
  return {
    searchIndex,
    searchHits: new SearchHits({ cache }),
    searchIndexer: new SearchIndexer({ store: searchIndex, pool: workers, clock, log, events }),
  };
}
