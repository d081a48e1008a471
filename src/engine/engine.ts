import { flushCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { type Clock, systemClock } from '../base/clock.ts';
import { isMailError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import { takeProcessLock } from '../base/processLock.ts';
import { systemRandom } from '../base/random.ts';
import { machineAddresses } from '../mail/net/machineAddresses.ts';
import { finishMaxMs } from '../protocol/limits.ts';
import { buildEngine, type EngineParts } from './build.ts';
import { emptyFolder, ensureFolder, readWhole, removeAllBut } from './files.ts';
import { tokenMaxBytes } from './limits.ts';
import { type Listener, listenLocally } from './listen.ts';
import { handlers } from './methods/index.ts';
import type { Profile } from './profile.ts';
import type { EngineService } from './service.ts';
import { closeCache } from './store/open.ts';

export interface EngineOptions {
  readonly profile: Profile;
  readonly socketPath: string;
  readonly version: string;
  readonly log: Logger;
}

/** Takes the profile, serves clients and returns when it has left. Throws what keeps it from starting. */
export async function runEngine(options: EngineOptions): Promise<void> {
  const { profile, version, log } = options;
  await ensureFolder(profile.folder);
  const lock = takeProcessLock(profile.lockDb);
  try {
    await emptyFolder(profile.temporaryFolder);
    const clock = systemClock;
    const { promise: idle, resolve: onIdle } = Promise.withResolvers<void>();
    // The bundles lie side by side.
    const serverProgram = join(dirname(process.argv[1] ?? ''), 'server.cjs');
    const machine = { clock, random: systemRandom, addresses: machineAddresses };
    const parts = buildEngine({ ...machine, profile, version, log, serverProgram, onIdle });
    const listener = await listen(parts, options);
    log.info('engine.ready', { pid: process.pid, version });
    for (const service of parts.services) service.start();
    removeAllBut(profile.compiledFolder, version).catch((error) => log.warn('engine.compiledKept', { error }));
    await idle;
    parts.clients.close();
    await listener.close();
    await finish(parts.services, clock, log);
    const { user, cache } = parts.context;
    for (const close of [() => user.close(), () => closeCache(profile, cache)]) inOrder(close);
    flushCompileCache(); // launch.ts names the folder.
    log.info('engine.left');
  } finally {
    lock.dispose();
  }
}

async function listen({ context, clients }: EngineParts, { profile, socketPath }: EngineOptions): Promise<Listener> {
  const token = await readWhole(profile.tokenFile, tokenMaxBytes);
  const { version, clock, log } = context;
  const byName = new Map(handlers.map((handler) => [handler.method.name, handler]));
  return listenLocally(socketPath, (socket) =>
    clients.accept(socket, {
      ...{ token, version, clock, log },
      handlers: byName,
      run: (handler, params, call) =>
        context.timings.measure(handler.method.name, () => handler.run(context, params, call)),
    }),
  );
}

/** Lets every part finish what is connected, within {@link finishMaxMs}. */
async function finish(services: readonly EngineService[], clock: Clock, log: Logger): Promise<void> {
  const deadline = new AbortController();
  const timer = clock.after(finishMaxMs, () => deadline.abort());
  const results = await Promise.allSettled(services.map((service) => service.stop({ signal: deadline.signal })));
  timer.dispose();
  for (const result of results) {
    if (result.status === 'rejected') log.warn('engine.stopFailed', { error: result.reason });
  }
}

function inOrder(close: () => void): void {
  try {
    close();
  } catch (error) {
    if (!isMailError(error)) throw error; // A file that can't be closed cleanly is recovered at the next start.
  }
}
