import type { RunningService } from '../listen.ts';
import { type SessionServerOptions, serveSessions } from '../sessions/serveSessions.ts';
import { ImapSession, type SessionDependencies } from './session.ts';

export interface ImapServerOptions extends SessionServerOptions, SessionDependencies {}

/** Serves IMAP4rev1 and IMAP4rev2. `close` says BYE to every session. Throws `server.portTaken`. */
export function startImapServer(options: ImapServerOptions): Promise<RunningService> {
  return serveSessions(options, 'imap', (peer) => new ImapSession(peer, options));
}
