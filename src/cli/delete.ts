import { messageDelete } from '../protocol/methods/messageDelete.ts';
import { readArguments } from './arguments.ts';
import { readMessageIds } from './resolve.ts';
import { sessionOptions, withEngine } from './session.ts';
import type { Verb } from './verb.ts';

/** `delete ID...`: to Trash; what is in Trash already is deleted for good. Returns when the server has it. */
export const deleteMessages: Verb = {
  name: 'delete',
  usage: ['delete --profile DIR ID...'],
  async run(args, io) {
    const { options, positionals } = readArguments(args, sessionOptions, { min: 1, max: 10_000 });
    return withEngine(io, options, async (engine) => {
      const { batch, moved, deleted } = await engine.call(
        messageDelete,
        { ids: readMessageIds(positionals), wait: true },
        io,
      );
      io.out(JSON.stringify({ batch, moved, deleted }));
      return 0;
    });
  },
};
