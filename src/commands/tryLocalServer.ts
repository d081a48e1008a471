import { defineCommand } from '../host/command.ts';
import { addLocalAccounts } from '../host/localAccounts.ts';
import { addLocalGateway } from '../host/localGateway.ts';
import { serverStart } from '../protocol/methods/serverStart.ts';
import { serverTexts } from '../texts/server.ts';
import type { Context } from './context.ts';

/** The sample mailbox that everybody gets, so that pictures and words of help fit it. */
const sampleSeed = 1;

/** Starts the local server with sample mail and adds its people as accounts. Nothing needs to be typed. */
export const tryLocalServer = defineCommand({
  id: 'mailroom.tryLocalServer',
  busy: serverTexts.trying,
  joins: true,
  async run(context: Context, { signal }) {
    const { engine, editor } = context;
    const { accounts, gateway } = await engine.call(serverStart, { sandbox: true, sample: sampleSeed }, { signal });
    const people = accounts.filter(({ catchAll }) => !catchAll);
    await addLocalAccounts(context, people, { signal });
    if (gateway) await addLocalGateway(context, gateway, { signal });
    await editor.run('mailroom.openMail');
  },
});
