import { defineCommand } from '../host/command.ts';
import { serverStop } from '../protocol/methods/serverStop.ts';
import { serverTexts } from '../texts/server.ts';

/** Stops the local server; its mail stays for the next start. */
export const stopLocalServer = defineCommand({
  id: 'mailroom.stopLocalServer',
  async run({ engine, notify, t }, { signal }) {
    await engine.call(serverStop, {}, { signal });
    notify.status(t(serverTexts.stopped));
  },
});
