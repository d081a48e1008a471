/** The engine's renderer: workers from the file beside the engine's own, read at start. */
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import { publicImageAccess, type RemoteImageAccess, RemoteImages } from '../../mail/net/remoteImage.ts';
import { readProgram } from '../files.ts';
import { workerRestMs } from './limits.ts';
import { createMessageRenderer, type MessageRenderer, type MessageRendererDeps } from './messageRenderer.ts';
import { WorkerPool } from './workerPool.ts';

export interface CreateRendererDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: Random;
  readonly temporaryFolder: string;
  readonly fetchImage?: MessageRendererDeps['fetchImage'];
}

export function createRenderer({
  clock,
  log,
  random,
  temporaryFolder,
  fetchImage = imagesOver(publicImageAccess(clock)),
}: CreateRendererDeps): MessageRenderer {
  return createMessageRenderer({
    pool: new WorkerPool({ script: workerScript(), clock, log, restMs: workerRestMs }),
    temporaryFolder,
    random,
    fetchImage,
  });
}

/** As built: `worker.cjs` beside `engine.cjs`. As source, in tests: the file itself. */
export function workerScript(): { readonly code: string } | { readonly file: URL } {
  const main = process.argv[1] ?? '';
  if (main.endsWith('.cjs')) return { code: readProgram(join(dirname(main), 'worker.cjs')) };
  return { file: pathToFileURL(join(process.cwd(), 'src/engine/worker/main.ts')) };
}

function imagesOver(access: RemoteImageAccess): MessageRendererDeps['fetchImage'] {
  const images = new RemoteImages(access);
  return (url, waiting) => images.fetch(url, waiting);
}
