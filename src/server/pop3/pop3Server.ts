import type { RunningService } from '../listen.ts';
import { type SessionServerOptions, serveSessions } from '../sessions/serveSessions.ts';
import { Pop3Session, type SessionDependencies } from './session.ts';

export interface Pop3ServerOptions extends SessionServerOptions, SessionDependencies {}

/** Serves POP3 (RFC 1939). `close` ends every session; what they marked stays. Throws `server.portTaken`. */
export function startPop3Server(options: Pop3ServerOptions): Promise<RunningService> {
  return serveSessions(options, 'pop3', (peer) => new Pop3Session(peer, options));
}
