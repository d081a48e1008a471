import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import { workerScript } from '../render/createRenderer.ts';
import { workerRestMs } from '../render/limits.ts';
import { WorkerPool } from '../render/workerPool.ts';
import { AllowedSecretStore } from '../store/allowedSecrets.ts';
import type { Database } from '../store/database.ts';
import { SecretGuard } from './secretGuard.ts';

/** The guard with a worker of its own, so that a mail to be shown never waits for 20 MB that leave. */
export function createGuard(parts: {
  readonly user: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}): SecretGuard {
  const { clock, log } = parts;
  const pool = new WorkerPool({ script: workerScript(), clock, log, workers: 1, restMs: workerRestMs });
  return new SecretGuard({ store: new AllowedSecretStore(parts), pool });
}
