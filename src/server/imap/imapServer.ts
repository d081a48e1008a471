import type { SecureContext } from 'node:tls';
import { messageOf } from '../../base/errors.ts';
import { stopTimeoutMs } from '../limits.ts';
import { listenTcp, type RunningService, servePeer } from '../listen.ts';
import type { Gate } from '../people/gate.ts';
import type { Weaken } from '../sandbox/weakPeer.ts';
import { ImapSession, type SessionDependencies } from './session.ts';

export interface ImapServerOptions extends SessionDependencies {
  readonly host: string;
  readonly port: number;
  readonly tls: SecureContext;
  /** TLS from the first byte (imaps) instead of STARTTLS. */
  readonly implicitTls: boolean;
  /** Who may connect; everybody where there is none. */
  readonly gate?: Pick<Gate, 'admit'> | undefined;
  /** In the sandbox: a connection on which things go wrong by rule. */
  readonly weaken?: Weaken | undefined;
}

/** Serves IMAP4rev1. `close` says BYE to every session. Throws `server.portTaken`. */
export async function startImapServer(options: ImapServerOptions): Promise<RunningService> {
  const { host, port, tls, implicitTls, gate, clock, log } = options;
  const open = new Map<ImapSession, { dispose(): void }>();
  const listener = await listenTcp(host, port, (socket) => {
    let session: ImapSession | undefined;
    const served = servePeer(socket, { tls, implicitTls, clock }, (peer) => {
      const weak = options.weaken?.(peer, 'imap');
      session = new ImapSession(weak ?? peer, options);
      return weak?.around(session) ?? session;
    });
    const started = session;
    if (!started) return;
    const refused = gate?.admit('imap', socket.remoteAddress ?? '');
    if (refused) return started.bye(refused.words);
    open.set(started, served);
    started
      .run()
      .catch((error) => log.error('imap.sessionFailed', { error: messageOf(error) }))
      .finally(() => open.delete(started));
  });
  return {
    port: listener.port,
    async close() {
      for (const session of open.keys()) session.bye('server stops');
      // A client that hears BYE and stays is not waited for.
      const late = clock.after(stopTimeoutMs, () => listener.drop());
      await listener.close();
      late.dispose();
    },
  };
}
