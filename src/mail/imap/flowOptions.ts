import type { ImapFlowOptions } from 'imapflow';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Endpoint, Trust } from '../net/endpoint.ts';
import { connectTimeoutMs, greetingTimeoutMs } from '../net/limits.ts';
import type { WireTap } from '../net/wireTap.ts';
import * as limits from './limits.ts';
import { tapLog } from './tapLog.ts';
import { transportFor } from './transport.ts';

export interface ImapConnectionOptions {
  readonly endpoint: Endpoint;
  readonly trust: Trust;
  readonly user: string;
  readonly secret: string;
  readonly log: Logger;
  /** Told with ID (RFC 2971), which 163, 126, yeah.net and QQ want before SELECT. */
  readonly clientVersion: string;
  /** Default the machine's. */
  readonly clock?: Clock | undefined;
  /** Hears what is said. The rows of a bulk listing are counted, not told. */
  readonly tap?: WireTap | undefined;
  /** Default {@link connectTimeoutMs} and {@link greetingTimeoutMs}. */
  readonly timeouts?: { readonly connectMs: number; readonly greetingMs: number } | undefined;
}

/** What imapflow is told: our sockets, our limits, and to do nothing by itself. */
export function flowOptions(options: ImapConnectionOptions): ImapFlowOptions {
  const { endpoint, trust, user, secret, clientVersion, tap, timeouts } = options;
  return {
    host: endpoint.host,
    port: endpoint.port,
    secure: endpoint.security === 'tls',
    doSTARTTLS: endpoint.security === 'starttls',
    auth: { user, pass: secret },
    // The library would add its own vendor and address; what is empty is not told.
    clientInfo: { name: 'Mailroom', version: clientVersion, vendor: '', 'support-url': '' },
    transport: transportFor(endpoint, trust, tap),
    logger: tap ? tapLog(tap) : false,
    qresync: true,
    disableAutoIdle: true,
    maxIdleTime: limits.idleReissueMs,
    connectionTimeout: timeouts?.connectMs ?? connectTimeoutMs,
    greetingTimeout: timeouts?.greetingMs ?? greetingTimeoutMs,
    socketTimeout: limits.socketTimeoutMs,
    maxLineLength: limits.responseLineMaxBytes,
    maxLiteralSize: limits.literalMaxBytes,
  };
}
