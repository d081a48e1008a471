import { assert } from '../../base/assert.ts';
import type { Command, CommandName } from '../../mail/wire/pop3/command.ts';
import type { LoginResult, SignIn } from '../loginGuard.ts';
import type { User } from '../store/users.ts';
import type { Maildrop } from './maildrop.ts';
import type { Reply } from './reply.ts';

/** What the commands of one session share. */
export interface Pop3Context {
  readonly secure: boolean;
  /** Passwords may cross this connection: it is secure, or it never leaves the machine. */
  readonly mayLogIn: boolean;
  /** There once somebody has signed in: the TRANSACTION state of RFC 1939 §5. */
  readonly maildrop: Maildrop | undefined;
  /** The name that USER gave, for the PASS that must follow at once. */
  claimedUser: string;
  /** After the reply: the connection ends, or goes over to TLS. */
  afterReply: 'close' | 'startTls' | undefined;
  logIn(who: Pick<SignIn, 'name' | 'password'>): Promise<LoginResult>;
  /** Opens the user's maildrop and enters TRANSACTION; false while another session has it. */
  enter(user: User): boolean;
  /** Counts a wrong password; closes the connection after too many. */
  loginFailed(): void;
  /** Asks with `+ ` and gives the client's next line; undefined once the connection is gone, or when it was too long. */
  ask(challenge: string): Promise<string | undefined>;
}

export type CommandOf<N extends CommandName> = Extract<Command, { name: N }>;

/** One command's work. */
export type Handler<N extends CommandName> = (context: Pop3Context, command: CommandOf<N>) => Promise<Reply> | Reply;

/** The open maildrop, in commands that the session admits only then. */
export function maildropOf({ maildrop }: Pop3Context): Maildrop {
  assert(maildrop, 'the session admits this command only after sign-in');
  return maildrop;
}
