import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { MailCommand } from '../../mail/wire/smtp/mail.ts';
import type { RcptCommand } from '../../mail/wire/smtp/rcpt.ts';
import type { Reply } from '../../mail/wire/smtp/reply.ts';
import type { Route } from '../directory/directory.ts';
import type { LoginGuard } from '../loginGuard.ts';
import type { Gate } from '../people/gate.ts';
import type { Relay } from '../relay/relay.ts';
import type { Faults } from '../sandbox/faults.ts';
import type { Greetings } from '../services/greetings.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { User } from '../store/users.ts';
import type { Content } from './content.ts';
import type { Delivery } from './delivery.ts';

/** What a server's sessions share. */
export interface SmtpSettings {
  /** Passwords may cross without TLS. */
  readonly plaintextLogin: boolean;
  /** Takes mail from anybody for anybody; nothing leaves all the same. */
  readonly sandbox: boolean;
  /** Mail for who lives here is taken from anybody (RFC 5321); else only from who signed in (submission, RFC 6409). */
  readonly strangers?: boolean;
  readonly guard: Pick<LoginGuard, 'logIn' | 'scramKeys' | 'scramDone'>;
  readonly delivery: Pick<Delivery, 'announce' | 'hasUser' | 'route' | 'deliver'>;
  /** Takes mail for other servers; without it nothing leaves. */
  readonly relay?: Pick<Relay, 'isOn' | 'refuses'> | undefined;
  /** Who may connect, write to whom, and how much; everybody and everything where there is none. */
  readonly gate?: Pick<Gate, 'admit' | 'sender' | 'recipient' | 'message'> | undefined;
  /** Every connection is told of here. */
  readonly sessions: Sessions;
  /** How the server introduces itself. */
  readonly greetings: Greetings;
  /** What goes wrong on purpose. */
  readonly faults?: Faults | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A recipient that was accepted. */
export interface Recipient extends RcptCommand {
  readonly route: Route;
}

/** A mail on its way in: from MAIL to its last reply, or to RSET. */
export interface Transaction {
  readonly id: string;
  readonly mail: MailCommand;
  readonly recipients: Recipient[];
  /** Recipients that were refused. */
  refused: number;
  /** The gate let it through; asked once. */
  admitted: boolean;
  /** What BDAT has brought so far; undefined before the first chunk. */
  content: Content | undefined;
  /** A chunk was refused: nothing but RSET helps (RFC 3030 §2). */
  spoilt: boolean;
}

/** Who greeted, and with EHLO or HELO. */
export interface Greeting {
  readonly name: string;
  readonly extended: boolean;
}

/** Octets of a message that follow, and what is answered behind the last of them. */
export interface Incoming {
  /** Takes what came; gives how much of it was the message's. */
  push(chunk: Uint8Array): number;
  readonly ended: boolean;
  finish(): Reply | Promise<Reply>;
  /** The connection is gone, or the message is given up. */
  drop(): void;
}

/** One session, as its commands see it. */
export interface SmtpContext {
  readonly settings: SmtpSettings;
  readonly hostName: string;
  readonly remoteAddress: string;
  readonly secure: boolean;
  /** Passwords may cross this connection. */
  readonly mayLogIn: boolean;
  greeting: Greeting | undefined;
  /** Who signed in; a stranger of the sandbox has a name and no user. */
  user: User | undefined;
  signedInAs: string;
  transaction: Transaction | undefined;
  /** Bytes that the client sent behind the command at hand, without waiting for its answer. */
  readonly waiting: number;
  afterReply: 'close' | 'startTls' | undefined;
  begin(mail: MailCommand): void;
  /** Ends the transaction, whatever became of it (RSET). */
  reset(): void;
  newContent(options: { readonly dots: boolean }): Content;
  /** What comes next is no command. */
  receive(incoming: Incoming): void;
  /** Sends a 334 and gives the next line, undefined when the connection ended. Neither is told to who watches. */
  challenge(words: string): Promise<string | undefined>;
  signedIn(name: string, user: User | undefined): void;
  /** Counts; true when it was the last try of this connection. */
  loginFailed(): boolean;
  /** Counts a recipient that nobody has; true when there were too many. */
  recipientUnknown(): boolean;
}

/** Answers a command; undefined where the answer follows what is received. */
export type Handler = (context: SmtpContext, argument: string) => Reply | undefined | Promise<Reply>;
