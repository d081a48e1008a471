import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import type { Command, CommandName } from '../../mail/wire/imap/command.ts';
import type { LoginGuard } from '../loginGuard.ts';
import type { Store } from '../store/store.ts';
import type { User } from '../store/users.ts';
import type { Reply } from './reply.ts';
import type { MailboxView } from './view.ts';

/** What a client can switch on (RFC 5161), as ENABLED names it. */
export type Enabled = 'CONDSTORE' | 'QRESYNC' | 'UTF8=ACCEPT' | 'IMAP4rev2';

/** What the commands of one session share. */
export interface ImapContext {
  readonly store: Store;
  readonly guard: LoginGuard;
  readonly clock: Clock;
  readonly remoteAddress: string;
  readonly secure: boolean;
  /** Passwords may cross this connection: it is secure, or it never leaves the machine. */
  readonly mayLogIn: boolean;
  /** Offers COMPRESS, and it was not begun yet. */
  readonly mayCompress: boolean;
  user: User | undefined;
  view: MailboxView | undefined;
  /** What ENABLE and commands that imply it have switched on (RFC 5161). */
  readonly enabled: Set<Enabled>;
  /** Tag of the command at work. */
  readonly tag: string;
  /** Writes untagged lines or a continuation, as they are. */
  send(data: Uint8Array | string): void;
  /** Waits until the client took enough of what was sent. */
  drained(): Promise<void>;
  /** The client's next line, outside any command; undefined once the connection is gone. */
  nextLine(): Promise<string | undefined>;
  /** Calls `listener` after commits that touched a mailbox, until the result is disposed. */
  onChange(listener: (mailboxId: number) => void): { dispose(): void };
  /** Sends what is news about the selected mailbox. */
  flush(options: { expunges: boolean }): void;
  /** Counts a wrong password; closes the connection after too many. */
  loginFailed(): void;
  /** The session belongs to this user from now on. */
  signedIn(user: User): void;
  /** After the reply: the connection ends, or goes over to TLS or to DEFLATE. */
  afterReply: 'close' | 'startTls' | 'compress' | undefined;
}

export type CommandOf<N extends CommandName> = Extract<Command, { name: N }>;

/** One command's work: sends untagged responses, returns the tagged one. Throws MailError for refusals. */
export type Handler<N extends CommandName> = (context: ImapContext, command: CommandOf<N>) => Promise<Reply> | Reply;

/** The signed-in user, in commands that the session admits only then. */
export function userOf(context: ImapContext): User {
  assert(context.user, 'the session admits this command only after sign-in');
  return context.user;
}

/** The selected mailbox, in commands that the session admits only then. */
export function viewOf(context: ImapContext): MailboxView {
  assert(context.view, 'the session admits this command only with a mailbox selected');
  return context.view;
}
