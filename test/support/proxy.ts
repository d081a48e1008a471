/**
 * A TCP proxy on loopback that stands between a client and a server and misbehaves where the test wants it: holds,
 * cuts, rewrites or throttles at a byte or where a text is seen, in either direction. It keeps every byte both ways.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, connect as tlsConnect } from 'node:tls';
import { portOf } from './freePort.ts';
import { type Direction, ProxyPipe, type ProxyRule, type RuleHandle, RuleState } from './proxyPipe.ts';

export type { Direction, ProxyRule, RuleHandle } from './proxyPipe.ts';

export interface ProxyOptions {
  readonly targetPort: number;
  /**
   * Without it TLS passes through unread. With it the proxy ends the client's TLS with this certificate and speaks
   * TLS to the target, so that rules and records see the clear text. For ports with TLS from the first byte.
   */
  readonly openTls?: { readonly key: Buffer; readonly cert: Buffer; readonly ca: Buffer };
  /** Address of this machine that the target sees, such as 127.0.0.2; default 127.0.0.1. */
  readonly localAddress?: string;
  /** Port to listen on: that of an earlier proxy, where the client has it in its settings. Default any. */
  readonly port?: number;
}

export interface ProxyConnection {
  /** 0 for the first connection of this proxy. */
  readonly index: number;
  /** What the client has sent that has been passed on, and the server likewise. */
  sent(from: Direction): Buffer;
  /** How many bytes those are. */
  passedBytes(from: Direction): number;
  readonly open: boolean;
}

export interface Proxy extends AsyncDisposable {
  readonly port: number;
  /** All connections since the start, closed ones too. */
  readonly connections: readonly ProxyConnection[];
  /** Adds a rule for all connections, also those that are open. It acts once per `times` (default 1). */
  rule(rule: ProxyRule): RuleHandle;
  /** Passes at most so many bytes per second on, in one direction; undefined: as fast as they come. */
  throttle(from: Direction, bytesPerSecond: number | undefined): void;
  /** Ends all connections now (with a reset), as a line that breaks does. New ones are taken. */
  cutAll(): void;
  /** From now on new connections are refused (`false`: taken again), as when the server is down. */
  refuse(refused?: boolean): void;
}

interface Pair extends ProxyConnection {
  readonly pipes: Readonly<Record<Direction, ProxyPipe>>;
  cut(): void;
}

export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const pairs: Pair[] = [];
  const rules: RuleState[] = [];
  const speeds: Record<Direction, number | undefined> = { client: undefined, server: undefined };
  const state = { refused: false };
  const accept = (client: Socket) => {
    if (state.refused) client.resetAndDestroy();
    else pairs.push(join(client, options, { index: pairs.length, rules, speeds }));
  };
  const server = await listen(options, accept);
  return {
    port: portOf(server),
    connections: pairs,
    rule(rule) {
      const added = new RuleState(rule);
      rules.push(added);
      for (const { pipes } of pairs) pipes[rule.from].poke();
      return added;
    },
    throttle(from, bytesPerSecond) {
      speeds[from] = bytesPerSecond;
    },
    cutAll() {
      for (const pair of pairs) pair.cut();
    },
    refuse(refused = true) {
      state.refused = refused;
    },
    async [Symbol.asyncDispose]() {
      for (const pair of pairs) pair.cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen({ openTls, port = 0 }: ProxyOptions, accept: (client: Socket) => void): Promise<Server> {
  const server = openTls
    ? createTlsServer({ key: openTls.key, cert: openTls.cert, allowHalfOpen: true }, accept)
    : createServer({ allowHalfOpen: true }, accept);
  server.on('tlsClientError', () => {}); // A client that does not trust us says so on its own side.
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

interface Shared {
  readonly index: number;
  readonly rules: readonly RuleState[];
  readonly speeds: Readonly<Record<Direction, number | undefined>>;
}

function join(
  client: Socket,
  { targetPort, openTls, localAddress = '127.0.0.1' }: ProxyOptions,
  { index, rules, speeds }: Shared,
): Pair {
  const target = { host: '127.0.0.1', port: targetPort, localAddress, allowHalfOpen: true };
  const upstream = openTls ? tlsConnect({ ...target, servername: 'localhost', ca: openTls.ca }) : connect(target);
  const pair = { open: true };
  const cut = () => {
    pair.open = false;
    for (const socket of [client, upstream]) socket.resetAndDestroy();
    for (const pipe of [toServer, toClient]) pipe.stop();
  };
  const pipe = (from: Direction, source: Socket, sink: Socket) =>
    new ProxyPipe({ from, source, sink, connection: index, rules, speed: () => speeds[from], cut });
  const toServer = pipe('client', client, upstream);
  const toClient = pipe('server', upstream, client);
  for (const socket of [client, upstream]) {
    socket.on('error', cut);
    socket.setNoDelay(true);
    socket.once('close', () => {
      pair.open = false;
    });
  }
  const pipes = { client: toServer, server: toClient };
  return {
    index,
    pipes,
    cut,
    sent: (from) => pipes[from].passed(),
    passedBytes: (from) => pipes[from].passedBytes,
    get open() {
      return pair.open;
    },
  };
}
