import { serverStop } from '../../protocol/methods/serverStop.ts';
import { handle } from '../handler.ts';

export const handleServerStop = handle(serverStop, async ({ localServer }) => {
  await localServer.end();
  return {};
});
