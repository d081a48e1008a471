import { isMailError } from '../../base/errors.ts';
import type { AdminClient } from '../admin/adminClient.ts';
import { controlClient } from '../admin/control.ts';
import { openDataFolder } from '../files.ts';
import { type RunningServer, type ServerDependencies, startServer } from '../server.ts';

/**
 * Asks whoever holds the data folder: the server that runs on it, or one that is started for this question, without any
 * service, and ends with it. One way to do each thing, whether the server runs or not.
 */
export async function withServer<T>(
  data: string,
  dependencies: ServerDependencies,
  use: (client: AdminClient) => Promise<T>,
): Promise<T> {
  let own: RunningServer | undefined;
  try {
    own = await startServer({ data, ports: {}, sandbox: false }, dependencies);
  } catch (error) {
    if (!isMailError(error, 'engine.busyElsewhere')) throw error;
  }
  try {
    return await use(controlClient(openDataFolder(data).control));
  } finally {
    await own?.stop();
  }
}
