import { method } from '../method.ts';

/** Stops the local server cleanly. */
export const serverStop = method('server.stop', {
  params: {},
  result: {},
  errors: ['server.notRunning'],
});
