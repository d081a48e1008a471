import type { SecureContext } from 'node:tls';
import { messageOf } from '../../base/errors.ts';
import { stopTimeoutMs } from '../limits.ts';
import { listenTcp, type RunningService, servePeer } from '../listen.ts';
import type { Gate } from '../people/gate.ts';
import type { Weaken } from '../sandbox/weakPeer.ts';
import { Pop3Session, type SessionDependencies } from './session.ts';

export interface Pop3ServerOptions extends SessionDependencies {
  readonly host: string;
  readonly port: number;
  readonly tls: SecureContext;
  /** TLS from the first byte (pop3s) instead of STLS. */
  readonly implicitTls: boolean;
  /** Who may connect; everybody where there is none. */
  readonly gate?: Pick<Gate, 'admit'> | undefined;
  /** In the sandbox: a connection on which things go wrong by rule. */
  readonly weaken?: Weaken | undefined;
}

/** Serves POP3 (RFC 1939). `close` ends every session; what they marked stays. Throws `server.portTaken`. */
export async function startPop3Server(options: Pop3ServerOptions): Promise<RunningService> {
  const { host, port, tls, implicitTls, gate, clock, log } = options;
  const open = new Set<Pop3Session>();
  const listener = await listenTcp(host, port, (socket) => {
    let session: Pop3Session | undefined;
    servePeer(socket, { tls, implicitTls, clock }, (peer) => {
      const weak = options.weaken?.(peer, 'pop3');
      session = new Pop3Session(weak ?? peer, options);
      return weak?.around(session) ?? session;
    });
    const started = session; // It greets only now: with TLS from the first byte, inside that.
    if (!started) return;
    const refused = gate?.admit('pop3', socket.remoteAddress ?? '');
    if (refused) return started.turnAway(refused);
    open.add(started);
    started
      .run()
      .catch((error) => log.error('pop3.sessionFailed', { error: messageOf(error) }))
      .finally(() => open.delete(started));
  });
  return {
    port: listener.port,
    async close() {
      for (const session of open) session.end();
      // A client that does not take its last answer is not waited for.
      const late = clock.after(stopTimeoutMs, () => listener.drop());
      await listener.close();
      late.dispose();
    },
  };
}
