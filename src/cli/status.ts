import { accountList } from '../protocol/methods/accountList.ts';
import { engineStatus } from '../protocol/methods/engineStatus.ts';
import { mailboxList } from '../protocol/methods/mailboxList.ts';
import { statusLines } from '../texts/status.ts';
import { readArguments } from './arguments.ts';
import { sessionOptions, withEngine } from './session.ts';
import type { Verb } from './verb.ts';

/** `status`: what the engine of a profile is and how it does. Field names are not translated: helpers read them. */
export const status: Verb = {
  name: 'status',
  usage: ['status --profile DIR [--json]'],
  async run(args, io) {
    const { options } = readArguments(args, sessionOptions);
    return withEngine(io, options, async (engine) => {
      const told = await engine.call(engineStatus, {}, io);
      const { accounts } = await engine.call(accountList, {}, io);
      const { mailboxes } = await engine.call(mailboxList, {}, io);
      if (options.json) {
        const states = accounts.map(({ id, state, failure }) => ({ id, state, failure: failure?.code ?? null }));
        io.out(JSON.stringify({ ...told, accounts: states }));
        return 0;
      }
      for (const line of statusLines(told, accounts, mailboxes)) io.out(line);
      return 0;
    });
  },
};
