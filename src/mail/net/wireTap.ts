import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** How far a connection has come. Addresses as numbers; `detail` in the words of Node or OpenSSL. */
export type WireStage =
  | { readonly stage: 'resolved' | 'refusedAt' | 'connected'; readonly address: string }
  | {
      readonly stage: 'secured';
      /** `TLSv1.3`, … */
      readonly protocol: string;
      readonly cipher: string;
    }
  | { readonly stage: 'closed' };

/**
 * Hears what happens on one connection to a mail server: for the protocol log and for the diagnosis. Lines come as the
 * libraries tell them, which leave most credentials out; whoever keeps them masks the rest (`base/redactor.ts`).
 */
export interface WireTap {
  stage(stage: WireStage): void;
  client(line: string): void;
  server(line: string): void;
  /** A FETCH response, whose content is never told, bytes. */
  row(bytes: number): void;
}

/** Tells `tap` of a socket that was just made. */
export function watchSocket<S extends Socket>(socket: S, tap: WireTap | undefined): S {
  if (!tap) return socket;
  socket.on('lookup', (_error, address) => {
    if (address) tap.stage({ stage: 'resolved', address });
  });
  socket.on('connectionAttemptFailed', (address: string) => tap.stage({ stage: 'refusedAt', address }));
  socket.once('connect', () => tap.stage({ stage: 'connected', address: socket.remoteAddress ?? '' }));
  watchTls(socket, tap);
  socket.once('close', () => tap.stage({ stage: 'closed' }));
  return socket;
}

/** Tells `tap` once TLS stands, for a socket that was upgraded. */
export function watchTls(socket: Socket | TLSSocket, tap: WireTap | undefined): void {
  if (!tap || !('getCipher' in socket)) return;
  socket.once('secureConnect', () => {
    if (socket.destroyed) return; // Its certificate was refused.
    tap.stage({ stage: 'secured', protocol: socket.getProtocol() ?? '', cipher: socket.getCipher().standardName });
  });
}
