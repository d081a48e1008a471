import type { ImapFlowOptions } from 'imapflow';
import { openPlain, openTls, startTls } from '../net/dial.ts';
import type { Endpoint, Trust } from '../net/endpoint.ts';
import { type WireTap, watchSocket, watchTls } from '../net/wireTap.ts';

/** How imapflow gets its sockets: dialled and judged by `mail/net`, with `tap` told how far they come. */
export function transportFor(
  endpoint: Endpoint,
  trust: Trust,
  tap: WireTap | undefined,
): NonNullable<ImapFlowOptions['transport']> {
  return {
    connect: ({ secure }, onConnect) =>
      watchSocket(secure ? openTls(endpoint, trust, onConnect) : openPlain(endpoint, onConnect), tap),
    upgrade(socket, _options, onSecure) {
      const secured = startTls(socket, endpoint, trust, onSecure);
      watchTls(secured, tap);
      return secured;
    },
  };
}
