import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { startImapServer } from '../imap/imapServer.ts';
import { isLoopback, type RunningService } from '../listen.ts';
import type { LoginGuard } from '../loginGuard.ts';
import type { Gate } from '../people/gate.ts';
import type { Maildrops } from '../pop3/maildrop.ts';
import { startPop3Server } from '../pop3/pop3Server.ts';
import type { Relay } from '../relay/relay.ts';
import type { Faults } from '../sandbox/faults.ts';
import type { Weaken } from '../sandbox/weakPeer.ts';
import type { Service } from '../service.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { startSmsGateway } from '../sms/smsGateway.ts';
import type { Delivery } from '../smtp/delivery.ts';
import { startSmtpServer } from '../smtp/smtpServer.ts';
import type { Store } from '../store/store.ts';
import type { Greetings } from './greetings.ts';
import type { TlsIdentity } from './tlsIdentity.ts';

/** What services are made of; each takes what it needs. */
export interface ServiceParts {
  readonly store: Store;
  readonly identity: TlsIdentity;
  readonly greetings: Greetings;
  readonly guard: LoginGuard;
  /** Who may connect. */
  readonly gate: Gate;
  readonly sessions: Sessions;
  readonly delivery: Delivery;
  /** Absent in the sandbox. */
  readonly relay?: Relay | undefined;
  /** Shared by pop3 and pop3s: a maildrop is open once, whichever way. */
  readonly maildrops: Maildrops;
  readonly sandbox: boolean;
  /** What is to go wrong on purpose; absent outside the sandbox. */
  readonly faults?: Faults | undefined;
  readonly weaken?: Weaken | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Makes one service listen. Passwords cross without TLS on this machine only. Throws `server.portTaken`, `server.failed`. */
export function startService(
  parts: ServiceParts,
  service: Service,
  at: { readonly host: string; readonly port: number },
): Promise<RunningService> {
  const { identity, delivery, clock, log } = parts;
  const shared = {
    ...parts,
    ...at,
    implicitTls: service.endsWith('s'),
    plaintextLogin: isLoopback(at.host),
    tls: identity.context,
    certificates: identity.set,
  };
  const start: { readonly [name in Service]?: () => Promise<RunningService> } = {
    smtp: () => startSmtpServer(shared),
    smtps: () => startSmtpServer(shared),
    mx: () => startSmtpServer({ ...shared, strangers: true }),
    imap: () => startImapServer(shared),
    imaps: () => startImapServer(shared),
    pop3: () => startPop3Server(shared),
    pop3s: () => startPop3Server(shared),
    sms: () => startSmsGateway({ ...at, clock, log, onText: (text) => delivery.showText(text, clock.now()) }),
  };
  const run = start[service];
  if (!run) throw new MailError('server.serviceUnknown', { data: { service } });
  return run();
}
