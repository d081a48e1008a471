import { mailboxSync } from '../protocol/methods/mailboxSync.ts';
import { readArguments, text } from './arguments.ts';
import { resolveAccount, resolveMailbox } from './resolve.ts';
import { sessionOptions, withEngine } from './session.ts';
import type { Verb } from './verb.ts';

/** `sync`: brings mailboxes up to date and ends. Progress and result are JSON lines. */
export const sync: Verb = {
  name: 'sync',
  usage: ['sync --profile DIR [--account ID] [--mailbox PATH] [--password-stdin]'],
  async run(args, io) {
    const { options } = readArguments(args, { ...sessionOptions, mailbox: text });
    return withEngine(io, options, async (engine) => {
      const account = (await resolveAccount(engine, options.account))?.id;
      const mailbox =
        options.mailbox === undefined ? undefined : (await resolveMailbox(engine, options.mailbox, account)).id;
      const done = await engine.call(
        mailboxSync,
        { ...(account && { account }), ...(mailbox && { mailbox }) },
        {
          signal: io.signal,
          onProgress: ({ step, done, total }) => io.out(JSON.stringify({ mailbox: step, done, total })),
        },
      );
      io.out(JSON.stringify({ state: 'done', ...done }));
      return 0;
    });
  },
};
