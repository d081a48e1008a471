import { messageMove } from '../protocol/methods/messageMove.ts';
import { accountId } from '../protocol/records.ts';
import { readArguments } from './arguments.ts';
import { readMessageIds, resolveMailbox } from './resolve.ts';
import { sessionOptions, withEngine } from './session.ts';
import type { Verb } from './verb.ts';

/** `move ID... MAILBOX`, within one account. Returns when the server has it. */
export const move: Verb = {
  name: 'move',
  usage: ['move --profile DIR ID... MAILBOX'],
  async run(args, io) {
    const { options, positionals } = readArguments(args, sessionOptions, { min: 2, max: 10_001 });
    return withEngine(io, options, async (engine) => {
      const ids = readMessageIds(positionals.slice(0, -1));
      const account = accountId.parse(ids[0]?.split('.', 1)[0]);
      const mailbox = (await resolveMailbox(engine, positionals.at(-1) ?? '', account)).id;
      const { batch, moved } = await engine.call(messageMove, { ids, mailbox, wait: true }, io);
      io.out(JSON.stringify({ batch, moved }));
      return 0;
    });
  },
};
