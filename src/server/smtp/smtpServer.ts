/** The door to smtp-server, which speaks SMTP (RFC 5321, 6409) on sockets of its own; what it asks is answered here. */
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Clock } from '../../base/clock.ts';
import { MailError, messageOf } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { CertificateSet } from '../certificate.ts';
import {
  connectionsMax,
  loginAttemptsMax,
  messageMaxBytes,
  recipientsMax,
  smtpTimeoutMs,
  stopTimeoutMs,
} from '../limits.ts';
import type { RunningService } from '../listen.ts';
import type { LoginGuard } from '../loginGuard.ts';
import type { Delivery } from './delivery.ts';

export interface SmtpServerOptions {
  readonly host: string;
  readonly port: number;
  readonly certificates: CertificateSet;
  /** TLS from the first byte (smtps) instead of STARTTLS. */
  readonly implicitTls: boolean;
  /** Passwords may cross without TLS. */
  readonly plaintextLogin: boolean;
  /** Takes mail from anybody for anybody; nothing leaves all the same. */
  readonly sandbox: boolean;
  readonly guard: LoginGuard;
  readonly delivery: Delivery;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Serves SMTP submission. Throws `server.portTaken`, `server.failed`. */
export function startSmtpServer(options: SmtpServerOptions): Promise<RunningService> {
  const server = new SMTPServer({
    name: 'localhost',
    banner: 'Mailroom',
    secure: options.implicitTls,
    key: options.certificates.key,
    cert: options.certificates.certificate,
    authMethods: ['PLAIN', 'LOGIN'],
    authOptional: options.sandbox,
    allowInsecureAuth: options.plaintextLogin,
    size: messageMaxBytes,
    maxClients: connectionsMax,
    socketTimeout: smtpTimeoutMs,
    closeTimeout: stopTimeoutMs,
    disableReverseLookup: true, // A lookup would tell a name server who writes to us.
    logger: false,
    onAuth: authenticator(options),
    onRcptTo({ address }, session, callback) {
      if (session.envelope.rcptTo.length >= recipientsMax) callback(refusal(452, '4.5.3 too many recipients'));
      else if (options.delivery.accepts(address)) callback();
      else callback(refusal(550, '5.1.1 no such mailbox here'));
    },
    onData(stream, session, callback) {
      receive(options, stream, session).then(
        (id) => callback(null, `2.0.0 stored as ${id}`),
        (error: unknown) => callback(toRefusal(error, options.log)),
      );
    },
  });
  return listening(server, options);
}

function authenticator({ guard, sandbox, delivery }: SmtpServerOptions): NonNullable<SMTPServer['options']['onAuth']> {
  const failures = new WeakMap<SMTPServerSession, number>();
  return ({ username = '', password }, session, callback) => {
    // In the sandbox programs bring whatever credentials their settings hold; only real users have a real password.
    if (sandbox && !delivery.hasUser(username)) return callback(null, { user: username || 'sandbox' });
    if ((failures.get(session) ?? 0) >= loginAttemptsMax)
      return callback(refusal(421, '4.7.0 too many wrong passwords'));
    guard
      .logIn({ protocol: 'smtp', name: username, password: password ?? '', remoteAddress: session.remoteAddress })
      .then(
        (result) => {
          if (result === 'busy') return callback(refusal(454, '4.7.0 too many wrong passwords, wait a minute'));
          if (result !== 'wrong' && 'off' in result) return callback(refusal(535, `5.7.1 ${result.off}`));
          if (result !== 'wrong') return callback(null, { user: result.user.address });
          failures.set(session, (failures.get(session) ?? 0) + 1);
          callback(refusal(535, '5.7.8 wrong name or password'));
        },
        () => callback(refusal(454, '4.3.0 internal error')),
      );
  };
}

/** Stores the message and gives its id. The client hears 250 only when it is on disk. */
async function receive(
  { delivery, clock }: SmtpServerOptions,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk);
  if (stream.sizeExceeded) throw refusal(552, '5.3.4 message too large');
  const { mailFrom, rcptTo } = session.envelope;
  await delivery.deliver({
    from: mailFrom ? mailFrom.address : '',
    recipients: rcptTo.map(({ address }) => address),
    bytes: Buffer.concat(chunks),
    receivedAt: clock.now(),
    trace: {
      id: session.id,
      greeting: session.hostNameAppearsAs || 'unknown',
      address: session.remoteAddress,
      protocol: session.transmissionType,
    },
  });
  return session.id;
}

function listening(server: SMTPServer, { host, port, log }: SmtpServerOptions): Promise<RunningService> {
  return new Promise((resolve, reject) => {
    const onStartError = (error: Error) => {
      const code = 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
      const data = { port, host, detail: messageOf(error) };
      reject(new MailError(code ? 'server.portTaken' : 'server.failed', { retry: 'afterUser', cause: error, data }));
    };
    server.once('error', onStartError);
    server.listen(port, host, () => {
      server.off('error', onStartError);
      // Clients that reset or fail their TLS hello are theirs to mend.
      server.on('error', (error) => log.debug('smtp.clientFailed', { error: messageOf(error) }));
      const address = server.server.address();
      resolve({
        port: typeof address === 'object' && address ? address.port : 0,
        close: () => new Promise((closed) => server.close(() => closed())),
      });
    });
  });
}

function refusal(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode });
}

function toRefusal(error: unknown, log: Logger): Error {
  if (error instanceof Error && 'responseCode' in error) return error;
  log.error('smtp.deliveryFailed', { error: messageOf(error) });
  return refusal(451, '4.3.0 internal error');
}
