import type { Command, CommandName } from '../../mail/wire/pop3/command.ts';
import { auth } from './auth.ts';
import { capa } from './capa.ts';
import type { CommandOf, Handler, Pop3Context } from './context.ts';
import { dele } from './dele.ts';
import { list } from './list.ts';
import { pass } from './pass.ts';
import { quit } from './quit.ts';
import { bad, type Reply } from './reply.ts';
import { retr } from './retr.ts';
import { noop, rset, stls } from './simple.ts';
import { stat } from './stat.ts';
import { top } from './top.ts';
import { uidl } from './uidl.ts';
import { user } from './user.ts';

/** RFC 1939 §3: the state in which a command is admitted. */
type State = 'any' | 'authorization' | 'transaction';

interface Entry {
  readonly state: State;
  readonly run: (context: Pop3Context, command: Command) => Promise<Reply> | Reply;
}

const table = new Map<CommandName, Entry>([
  entry('CAPA', 'any', capa),
  entry('QUIT', 'any', quit),
  entry('USER', 'authorization', user),
  entry('PASS', 'authorization', pass),
  entry('AUTH', 'authorization', auth),
  entry('STLS', 'authorization', stls),
  entry('STAT', 'transaction', stat),
  entry('LIST', 'transaction', list),
  entry('UIDL', 'transaction', uidl),
  entry('RETR', 'transaction', retr),
  entry('TOP', 'transaction', top),
  entry('DELE', 'transaction', dele),
  entry('RSET', 'transaction', rset),
  entry('NOOP', 'transaction', noop),
]);

/** Runs a command if the session's state admits it. */
export async function runCommand(context: Pop3Context, command: Command): Promise<Reply> {
  const found = table.get(command.name);
  if (!found || !admits(found.state, context)) return bad('not in this state');
  if (command.name !== 'PASS') context.claimedUser = '';
  return found.run(context, command);
}

function admits(state: State, { maildrop }: Pop3Context): boolean {
  return state === 'any' || (state === 'transaction') === (maildrop !== undefined);
}

function entry<N extends CommandName>(name: N, state: State, handler: Handler<N>): [CommandName, Entry] {
  const isOurs = (command: Command): command is CommandOf<N> & Command => command.name === name;
  return [name, { state, run: (context, command) => (isOurs(command) ? handler(context, command) : bad('unknown')) }];
}
