import type { Duplex } from 'node:stream';
import { hex } from '../../base/bytes.ts';
import type { Logger } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import { readIfThere, writePrivate } from '../files.ts';
import { isLoopback, type RunningService } from '../listen.ts';
import { answerSandbox } from '../sandbox/answer.ts';
import { serveEventSocket } from '../sandbox/eventSocket.ts';
import { AdminApi } from './adminApi.ts';
import type { AdminParts } from './adminParts.ts';
import { type HttpRequest, startHttp } from './http.ts';
import { allRoutes } from './routes/allRoutes.ts';

/**
 * The server's token: 192 random bits in a file that only its owner reads, made at first start and the same afterwards, so
 * that what was set up with it goes on. Whoever takes the file away gets a new one at the next start.
 */
export function adminToken(path: string, random: Random): string {
  const kept = readIfThere(path)?.trim();
  if (kept && /^[0-9a-f]{48}$/.test(kept)) return kept;
  const token = hex(random.bytes(24));
  writePrivate(path, `${token}\n`);
  return token;
}

/** Serves the administration: HTTP on this machine alone, HTTPS on any other address. Throws `server.portTaken`. */
export function startAdmin(
  parts: AdminParts,
  { host, port, log }: { readonly host: string; readonly port: number; readonly log: Logger },
): Promise<RunningService> {
  const { access, store, clock, greetings, identity, sandbox, version } = parts;
  const secure = !isLoopback(host);
  const routes = allRoutes(parts, { secure });
  const open = sandbox && ((request: HttpRequest) => answerSandbox(sandbox, request, version));
  const openSocket =
    sandbox && ((request: HttpRequest, socket: Duplex) => serveEventSocket(sandbox, request, socket, version));
  const api = new AdminApi({ routes, access, store, log, open, openSocket, hostName: () => greetings.hostName });
  const tls = secure ? identity.context : undefined;
  const upgrade = (request: HttpRequest, socket: Duplex) => api.upgrade(request, socket);
  return startHttp({ host, port, tls, clock, log, answer: (request) => api.answer(request), upgrade });
}
