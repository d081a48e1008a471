import { defineCommand } from '../host/command.ts';
import { addLocalAccounts } from '../host/localAccounts.ts';
import { serverStart } from '../protocol/methods/serverStart.ts';
import { serverTexts } from '../texts/server.ts';
import type { Context } from './context.ts';

/** Starts the local server as a sandbox: everything sent to it stays on this computer and shows in its mailbox at once. */
export const startLocalServer = defineCommand({
  id: 'mailroom.startLocalServer',
  busy: serverTexts.starting,
  async run(context: Context, { signal }) {
    const { engine, notify, t } = context;
    const { smtp, imap, accounts } = await engine.call(serverStart, { sandbox: true }, { signal });
    await addLocalAccounts(context, accounts, { signal });
    notify.status(t(serverTexts.started, { smtp: `127.0.0.1:${smtp}`, imap: `127.0.0.1:${imap}` }));
  },
});
