import type { SecureContext } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { stopTimeoutMs } from '../limits.ts';
import { listenTcp, type Peer, type PeerHandlers, type RunningService, servePeer } from '../listen.ts';
import type { Gate, NotAdmitted } from '../people/gate.ts';
import type { Weaken } from '../sandbox/weakPeer.ts';

export interface SessionServerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: SecureContext;
  /** TLS from the first byte instead of by a command. */
  readonly implicitTls: boolean;
  /** Who may connect; everybody where there is none. */
  readonly gate?: Pick<Gate, 'admit'> | undefined;
  /** In the sandbox: a connection on which things go wrong by rule. */
  readonly weaken?: Weaken | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A session that greets, and serves one command after another until its connection ends. */
export interface ServedSession extends PeerHandlers {
  run(): Promise<void>;
  /** Ends it with a word instead of a greeting. */
  turnAway(refused: NotAdmitted): void;
  /** Ends it because the server stops. */
  stop(): void;
}

/** Listens, with a session for each client that may connect. Throws `server.portTaken`, `server.failed`. */
export async function serveSessions(
  { host, port, tls, implicitTls, gate, weaken, clock, log }: SessionServerOptions,
  protocol: 'imap' | 'pop3',
  create: (peer: Peer) => ServedSession,
): Promise<RunningService> {
  const open = new Set<ServedSession>();
  const listener = await listenTcp(host, port, (socket) => {
    let session: ServedSession | undefined;
    servePeer(socket, { tls, implicitTls, clock }, (peer) => {
      const weak = weaken?.(peer, protocol);
      session = create(weak ?? peer);
      return weak?.around(session) ?? session;
    });
    const started = session; // It greets only now: with TLS from the first byte, inside that.
    if (!started) return;
    const refused = gate?.admit(protocol, socket.remoteAddress ?? '');
    if (refused) return started.turnAway(refused);
    open.add(started);
    started
      .run()
      .catch((error) => log.error('session.failed', { protocol, error: messageOf(error) }))
      .finally(() => open.delete(started));
  });
  return {
    port: listener.port,
    async close() {
      for (const session of open) session.stop();
      // A client that does not take its last answer is not waited for.
      const late = clock.after(stopTimeoutMs, () => listener.drop());
      await listener.close();
      late.dispose();
    },
  };
}
