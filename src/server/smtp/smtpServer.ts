import type { SecureContext } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, disposable } from '../../base/dispose.ts';
import { silenceCheckMs, smtpConnectionsMax, stopTimeoutMs } from '../limits.ts';
import { listenTcp, type RunningService, servePeer } from '../listen.ts';
import { HeldBytes } from './content.ts';
import type { SmtpSettings } from './context.ts';
import { SmtpSession } from './session.ts';

export interface SmtpServerOptions extends SmtpSettings {
  readonly host: string;
  readonly port: number;
  readonly tls: SecureContext;
  /** TLS from the first byte (RFC 8314 §3.3) instead of STARTTLS. */
  readonly implicitTls: boolean;
  /** Clients at once. Default {@link smtpConnectionsMax}. */
  readonly clientsMax?: number;
}

/** Serves SMTP (RFC 5321) and submission (RFC 6409). `close` ends every session in order. Throws `server.portTaken`, `server.failed`. */
export async function startSmtpServer(options: SmtpServerOptions): Promise<RunningService> {
  const { host, port, tls, implicitTls, clock, clientsMax = smtpConnectionsMax } = options;
  const open = new Set<SmtpSession>();
  const held = new HeldBytes();
  const listener = await listenTcp(host, port, (socket) => {
    let session: SmtpSession | undefined;
    servePeer(socket, { tls, implicitTls, clock }, (peer) => {
      const made = new SmtpSession(peer, options, { held, onClosed: () => open.delete(made) });
      session = made;
      return made;
    });
    if (!session) return;
    open.add(session);
    if (open.size > clientsMax) session.bye('too many connections, try later');
    else session.start();
  });
  const watch = watchSilence(open, clock);
  return {
    port: listener.port,
    async close() {
      watch.dispose();
      const closed = listener.close();
      for (const session of [...open]) session.bye('server stops');
      // A client that hears 421 and stays is not waited for.
      const late = clock.after(stopTimeoutMs, () => listener.drop());
      await closed;
      late.dispose();
    },
  };
}

/** Ends sessions whose client is silent or slow for too long: one timer for all, as most of them never are. */
function watchSilence(open: ReadonlySet<SmtpSession>, clock: Clock): Disposable {
  let timer: Disposable;
  const look = () => {
    const now = clock.now();
    for (const session of [...open]) if (session.deadline <= now) session.bye('silent for too long');
    timer = clock.after(silenceCheckMs, look);
  };
  timer = clock.after(silenceCheckMs, look);
  return disposable(() => timer.dispose());
}
