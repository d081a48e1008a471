import type { Command, CommandName } from '../../mail/wire/imap/command.ts';
import { append } from './append.ts';
import { authenticate } from './authenticate.ts';
import { capability } from './capability.ts';
import { close, unselect } from './close.ts';
import { compress } from './compress.ts';
import type { CommandOf, Handler, ImapContext } from './context.ts';
import { copy, move } from './copy.ts';
import { enable } from './enable.ts';
import { expunge, uidExpunge } from './expunge.ts';
import { fetch } from './fetch.ts';
import { idle } from './idle.ts';
import { list, lsub } from './list.ts';
import { login } from './login.ts';
import { create, remove, rename, subscribe, unsubscribe } from './mailboxes.ts';
import { getQuota, getQuotaRoot } from './quota.ts';
import { bad, type Reply } from './reply.ts';
import { search } from './search.ts';
import { examine, select } from './select.ts';
import { check, id, logout, namespace, noop, startTls } from './simple.ts';
import { sort } from './sort.ts';
import { status } from './status.ts';
import { store } from './store.ts';
import { thread } from './thread.ts';

/** RFC 9051 §3: the state in which a command is admitted. */
type State = 'any' | 'signedOut' | 'signedIn' | 'selected';

interface Entry {
  readonly state: State;
  readonly run: (context: ImapContext, command: Command) => Promise<Reply> | Reply;
}

const table = new Map<CommandName, Entry>([
  entry('CAPABILITY', 'any', capability),
  entry('NOOP', 'any', noop),
  entry('LOGOUT', 'any', logout),
  entry('ID', 'any', id),
  entry('STARTTLS', 'signedOut', startTls),
  entry('LOGIN', 'signedOut', login),
  entry('AUTHENTICATE', 'signedOut', authenticate),
  entry('ENABLE', 'signedIn', enable),
  entry('NAMESPACE', 'signedIn', namespace),
  entry('SELECT', 'signedIn', select),
  entry('EXAMINE', 'signedIn', examine),
  entry('CREATE', 'signedIn', create),
  entry('DELETE', 'signedIn', remove),
  entry('RENAME', 'signedIn', rename),
  entry('SUBSCRIBE', 'signedIn', subscribe),
  entry('UNSUBSCRIBE', 'signedIn', unsubscribe),
  entry('LIST', 'signedIn', list),
  entry('LSUB', 'signedIn', lsub),
  entry('STATUS', 'signedIn', status),
  entry('APPEND', 'signedIn', append),
  entry('IDLE', 'signedIn', idle),
  entry('GETQUOTA', 'signedIn', getQuota),
  entry('GETQUOTAROOT', 'signedIn', getQuotaRoot),
  entry('COMPRESS', 'signedIn', compress),
  entry('CHECK', 'selected', check),
  entry('CLOSE', 'selected', close),
  entry('UNSELECT', 'selected', unselect),
  entry('EXPUNGE', 'selected', expunge),
  entry('UID EXPUNGE', 'selected', uidExpunge),
  entry('SEARCH', 'selected', search),
  entry('SORT', 'selected', sort),
  entry('THREAD', 'selected', thread),
  entry('FETCH', 'selected', fetch),
  entry('STORE', 'selected', store),
  entry('COPY', 'selected', copy),
  entry('MOVE', 'selected', move),
]);

/** Runs a command if the session's state admits it. */
export async function runCommand(context: ImapContext, command: Command): Promise<Reply> {
  const found = table.get(command.name);
  if (!found || !admits(found.state, context)) return bad('not in this state');
  return found.run(context, command);
}

/** RFC 9051 §7.5.1: sequence numbers must not change under a command that uses them. */
export function mayTellExpunges(command: Command): boolean {
  return !(numbersMatter.has(command.name) && 'uid' in command && !command.uid);
}

const numbersMatter = new Set<CommandName>(['FETCH', 'STORE', 'SEARCH', 'SORT', 'THREAD']);

function admits(state: State, { user, view }: ImapContext): boolean {
  if (state === 'signedOut') return !user;
  if (state === 'signedIn') return user !== undefined;
  return state === 'any' || (user !== undefined && view !== undefined);
}

function entry<N extends CommandName>(name: N, state: State, handler: Handler<N>): [CommandName, Entry] {
  const isOurs = (command: Command): command is CommandOf<N> & Command => command.name === name;
  return [name, { state, run: (context, command) => (isOurs(command) ? handler(context, command) : bad('unknown')) }];
}
