import { MailError } from '../../base/errors.ts';
import type { HttpRequest } from './http.ts';

/**
 * Refuses what another page makes a browser send. A page on a name that was turned towards this machine (DNS rebinding)
 * asks for that name, which is not ours; a page elsewhere says so in Origin. An address as the name cannot be turned, so
 * the one that the client reached is good. Throws `server.wrongOrigin`.
 */
export function checkOrigin(request: HttpRequest, hostName: string): void {
  const host = request.header('host');
  const name = nameOf(host);
  const isLocal = ['localhost', '127.0.0.1', '::1'].includes(name);
  const reachedHere = /^127\.|^::1$/.test(request.localAddress);
  const ours = name !== '' && ((isLocal && reachedHere) || name === request.localAddress || name === hostName);
  if (!ours) throw new MailError('server.wrongOrigin', { data: { name } });
  const origin = request.header('origin');
  const site = request.header('sec-fetch-site');
  const isForeign = origin !== '' && origin !== `${request.secure ? 'https' : 'http'}://${host}`;
  // A link or a bookmark that leads to the page is a visit, and only shows it.
  const isVisit = request.method === 'GET' && request.header('sec-fetch-mode') === 'navigate';
  const isElsewhere = (site === 'cross-site' || site === 'same-site') && !isVisit;
  if (isForeign || isElsewhere) throw new MailError('server.wrongOrigin', { data: { name: origin } });
}

/** The name in a Host header, without port and brackets, in lower case; empty for none and for what is none. */
function nameOf(host: string): string {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::\d{1,5})?$/i.exec(host) ?? [];
  return (bracketed ?? plain ?? '').toLowerCase();
}
