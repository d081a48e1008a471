import { defineCommand, type RunOptions } from '../host/command.ts';
import { addLocalAccounts } from '../host/localAccounts.ts';
import { addLocalGateway } from '../host/localGateway.ts';
import { serverStart } from '../protocol/methods/serverStart.ts';
import { serverTexts } from '../texts/server.ts';
import type { Context } from './context.ts';

/** The same server for a machine that only has the command line. */
const remoteCommand = 'mailroom serve --data ~/.mailroom --sandbox';

/**
 * Starts the local server as a sandbox: everything sent to it stays on this computer and shows in its mailbox at once.
 * In the window of a remote it says first where that is, and offers the command for the remote's terminal.
 */
export const startLocalServer = defineCommand({
  id: 'mailroom.startLocalServer',
  busy: serverTexts.starting,
  joins: true,
  async run(context: Context, options) {
    const { remoteName, notify, editor, t } = context;
    if (remoteName === undefined) return start(context, options);
    notify.info(t(serverTexts.remoteWhere, { remote: remoteName, command: 'mailroom serve' }), [
      {
        label: t(serverTexts.remoteStartHere),
        run: () => notify.progress(t(serverTexts.starting), (progress) => start(context, progress)),
      },
      { label: t(serverTexts.remoteTerminal), run: () => editor.openTerminal(remoteCommand) },
    ]);
  },
});

async function start(context: Context, { signal }: Pick<RunOptions, 'signal'>): Promise<void> {
  const { engine, notify, t } = context;
  const { smtp, imap, accounts, gateway } = await engine.call(serverStart, { sandbox: true }, { signal });
  await addLocalAccounts(context, accounts, { signal });
  if (gateway) await addLocalGateway(context, gateway, { signal });
  notify.status(t(serverTexts.started, { smtp: `127.0.0.1:${smtp}`, imap: `127.0.0.1:${imap}` }));
}
