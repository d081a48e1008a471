import { messageFlag } from '../protocol/methods/messageFlag.ts';
import { misuse, readArguments } from './arguments.ts';
import { readMessageIds } from './resolve.ts';
import { sessionOptions, withEngine } from './session.ts';
import type { Verb } from './verb.ts';

/** RFC 9051 §2.3.2: the system flags that a client may change. Anything else is a keyword. */
const systemFlags = new Map(
  ['seen', 'flagged', 'answered', 'draft', 'deleted'].map((name) => [
    name,
    `\\${name[0]?.toUpperCase()}${name.slice(1)}`,
  ]),
);

/** `flag`: `+seen -flagged +keyword`. Returns when the server has it. */
export const flag: Verb = {
  name: 'flag',
  usage: ['flag --profile DIR ID... +seen|-seen|+flagged|-flagged|+KEYWORD|-KEYWORD...'],
  async run(args, io) {
    const isChange = (word: string) => /^[+-][^-\s]/.test(word);
    const { options, positionals } = readArguments(
      args.filter((word) => !isChange(word)),
      sessionOptions,
      { min: 1, max: 10_000 },
    );
    const changes = args.filter(isChange);
    if (changes.length === 0) throw misuse('+seen');
    const flags = (sign: string) =>
      changes.filter((word) => word.startsWith(sign)).map((word) => flagNamed(word.slice(1)));
    return withEngine(io, options, async (engine) => {
      const ids = readMessageIds(positionals);
      const { batch } = await engine.call(messageFlag, { ids, add: flags('+'), remove: flags('-'), wait: true }, io);
      io.out(JSON.stringify({ batch, messages: ids.length }));
      return 0;
    });
  },
};

function flagNamed(word: string): string {
  return systemFlags.get(word.toLowerCase()) ?? word;
}
