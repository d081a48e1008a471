/**
 * The report on how the engine does, as lines of YAML. Field names are not translated: it is read by those who help. No
 * address, no server's name, no subject, no path of a person.
 */
export interface EngineFigures {
  readonly version: string;
  readonly startedAt: number;
  readonly now: number;
  readonly clients: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly busyPerMille: number;
  readonly userSchema: number;
  readonly cacheSchema: number;
  readonly databases: { readonly [name in 'user' | 'cache']: { readonly bytes: number; readonly unusedBytes: number } };
  readonly cached: { readonly messages: number; readonly bodies: number; readonly bodyBytes: number };
  readonly connections: readonly {
    readonly account: string;
    readonly service: string;
    readonly since: number;
    readonly lastAt: number;
    readonly secured: string;
  }[];
  readonly queues: {
    readonly operations: number;
    readonly outbox: { readonly [state: string]: number };
    readonly index: { readonly indexed: number; readonly total: number } | null;
    readonly requests: number;
  };
  readonly timings: readonly {
    readonly method: string;
    readonly calls: number;
    readonly failed: number;
    readonly totalMs: number;
    readonly slowestMs: number;
  }[];
}

export interface AccountFigures {
  readonly id: string;
  readonly config: { readonly provider?: string | undefined };
  readonly state: string;
  readonly failure: { readonly code: string } | null;
}

export interface MailboxFigures {
  readonly account: string;
  readonly total: number;
  /** On the server, where it tells. */
  readonly bytes?: number | undefined;
  readonly failure: { readonly code: string } | null;
}

/** Engine and accounts. */
export function statusLines(
  engine: EngineFigures,
  accounts: readonly AccountFigures[],
  mailboxes: readonly MailboxFigures[],
): readonly string[] {
  return [...engineLines(engine), ...accounts.flatMap((one, index) => accountLines(one, index, mailboxes, engine))];
}

export function engineLines(status: EngineFigures): readonly string[] {
  const { databases, cached, queues, timings } = status;
  const outbox = Object.entries(queues.outbox).map(([state, count]) => `${count} ${state}`);
  return [
    `engine: ${status.version}`,
    `engine started: ${new Date(status.startedAt).toISOString()}`,
    `engine memory: ${megabytes(status.residentBytes)}, heap ${megabytes(status.heapBytes)}`,
    `engine busy: ${(status.busyPerMille / 10).toFixed(1)} % of its life`,
    `engine clients: ${status.clients}`,
    `schemas: user ${status.userSchema}, cache ${status.cacheSchema}`,
    'databases:',
    ...(['user', 'cache'] as const).map(
      (name) => `  ${name}: ${megabytes(databases[name].bytes)}, unused ${megabytes(databases[name].unusedBytes)}`,
    ),
    `  cached: ${cached.messages} messages, ${cached.bodies} bodies of ${megabytes(cached.bodyBytes)}`,
    'queues:',
    `  changes waiting for a server: ${queues.operations}`,
    `  outbox: ${outbox.join(', ') || 'empty'}`,
    `  full-text index: ${queues.index ? `${queues.index.indexed} of ${queues.index.total}` : 'complete'}`,
    `  requests under way: ${queues.requests}`,
    ...(timings.length > 0 ? ['requests:'] : []),
    ...timings.map(
      ({ method, calls, failed, totalMs, slowestMs }) =>
        `  ${method}: ${calls} calls, ${failed} failed, ${Math.round(totalMs / calls)} ms each, slowest ${slowestMs} ms`,
    ),
  ];
}

/** One account; its connections only where the engine told of them. */
export function accountLines(
  { id, config, state, failure }: AccountFigures,
  index: number,
  mailboxes: readonly MailboxFigures[],
  engine: Pick<EngineFigures, 'connections' | 'now'> | undefined,
): readonly string[] {
  const own = mailboxes.filter(({ account }) => account === id);
  const lines = [`account ${index + 1}:`, `  provider: ${config.provider ?? 'other'}`, `  state: ${state}`];
  if (failure) lines.push(`  failure: ${failure.code}`);
  lines.push(`  mailboxes: ${own.length}`, `  messages: ${own.reduce((sum, { total }) => sum + total, 0)}`);
  if (own.some(({ bytes }) => bytes !== undefined))
    lines.push(`  on the server: ${megabytes(own.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0))}`);
  for (const mailbox of own) if (mailbox.failure) lines.push(`  mailbox failure: ${mailbox.failure.code}`);
  const connections = engine?.connections.filter(({ account }) => account === id) ?? [];
  for (const { service, since, lastAt, secured } of connections) {
    const [age, silent] = [since, lastAt].map((at) => Math.round(((engine?.now ?? at) - at) / 1_000));
    lines.push(`  connection: ${service} ${secured || 'without TLS'}, for ${age} s, silent for ${silent} s`);
  }
  return lines;
}

function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} KB` : `${Math.round(bytes / 1_000_000)} MB`;
}
