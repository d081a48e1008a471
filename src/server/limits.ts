/** Bounds of what one client can make the local server do. */

/** The largest message taken by SMTP and by APPEND, bytes. */
export const messageMaxBytes = 64 * 1024 * 1024;
/** A request to send a text message: a text and its number. */
export const smsRequestMaxBytes = 65_536;
/** How long such a request may take, ms. */
export const smsTimeoutMs = 10_000;
/** Connections at once, of each service. */
export const connectionsMax = 10_000;
/** How long a client may be silent before it has signed in, ms. */
export const greetingTimeoutMs = 60_000;
/** How long a signed-in IMAP client may be silent (RFC 9051 §5.4: at least 30 minutes), ms. */
export const idleTimeoutMs = 31 * 60_000;
/** How long a client may leave what was written to it unread, ms. */
export const writeTimeoutMs = 120_000;
/** How long an SMTP client may be silent (RFC 5321 §4.5.3.2: 5 minutes), ms. */
export const smtpTimeoutMs = 5 * 60_000;
/** Bytes that wait in a socket before a session stops to produce more. */
export const writeBufferMaxBytes = 4 * 1024 * 1024;
/** Bytes of commands that wait behind the one at work before reading pauses; one command alone may be larger. */
export const queuePauseBytes = 1024 * 1024;
/** Commands that IMAP refuses before a session is closed, signed in or not. */
export const badCommandsMax = 100;
/** Wrong passwords in one connection before it is closed. */
export const loginAttemptsMax = 5;
/** Wrong passwords for one user or from one address within {@link loginWindowMs} before both must wait. */
export const loginFailuresMax = 20;
export const loginWindowMs = 60_000;
/** How long the answer to a wrong password waits, ms. */
export const loginDelayMs = 300;
/** Recipients of one message. */
export const recipientsMax = 500;
export const passwordMaxChars = 1_000;
/** Length of a mailbox's name, characters. */
export const mailboxNameMaxChars = 1_000;
/** Mailboxes of one user. */
export const mailboxesMax = 20_000;
/** How long SIGTERM waits for clients to take their last answers, ms. */
export const stopTimeoutMs = 2_000;
/** The largest body that the administration takes: a list of users as CSV. */
export const adminBodyMaxBytes = 8 * 1024 * 1024;
/** How long a request to the administration may take to arrive, ms. */
export const adminRequestTimeoutMs = 30_000;
/** How often a stream of events says that it is alive, ms. */
export const adminEventGapMs = 15_000;
/** Streams of events at once. */
export const adminStreamsMax = 50;
/** Wrong passwords of one name or one address before the administration locks it. */
export const adminWrongMax = 5;
/** For how long, ms. */
export const adminLockMs = 5 * 60_000;
/** Names and addresses that are remembered for it. */
export const adminLockEntriesMax = 10_000;
/** How long somebody stays signed in, ms. */
export const adminSessionMs = 12 * 3_600_000;
export const adminSessionsMax = 1_000;
/** UIDs of mailboxes kept in memory for all IMAP sessions together; a mailbox at work is kept whatever its size. */
export const snapshotUidsMax = 2_000_000;
/** Bytes of one part's text that SEARCH looks at. */
export const digestPartMaxBytes = 4 * 1024 * 1024;
/** How many ids of a References header THREAD follows, the last ones. */
export const digestReferencesMax = 200;
/** The longest answer that a client of the administration takes. */
export const adminAnswerMaxBytes = 64 * 1024 * 1024;
/** Messages on their way in at the same moment, all connections of a service together, bytes. */
export const contentHeldMaxBytes = 256 * 1024 * 1024;
/** SMTP clients at once; who comes then is asked to try later. */
export const smtpConnectionsMax = 400;
/** Commands that SMTP does not understand before a connection is closed. */
export const smtpBadCommandsMax = 50;
/** Recipients that nobody has before a connection is closed: it looks for those who are there. */
export const unknownRecipientsMax = 100;
/** A message must come on by so many bytes in {@link smtpTimeoutMs}. */
export const contentStepBytes = 65_536;
/** How often connections are looked over for those that are silent, ms. */
export const silenceCheckMs = 5_000;
/** Bytes of answers after which an SMTP session waits until the client has taken them. */
export const answersMaxBytes = 65_536;
