import { isNode, type Node, type SourceFile } from './source.ts';

interface Door {
  /** What is banned elsewhere, for the message. */
  readonly effect: string;
  /** Files, or folders ending in a slash. */
  readonly doors: readonly string[];
  readonly modules?: readonly string[];
  /** Only these names of the modules are banned; all where absent. */
  readonly names?: readonly string[];
  readonly uses?: (node: Node) => boolean;
}

const callOf = (node: Node, ...names: readonly string[]) =>
  node.type === 'CallExpression' && isNode(node['callee']) && names.includes(dotted(node['callee']));

/** One door per effect (conventions, 2.3). */
export const doors: readonly Door[] = [
  {
    effect: 'sockets',
    // runtimeCheck.ts opens none to the network: it tries what this Node can do before the engine relies on it.
    doors: [
      'mail/net/dial.ts',
      'server/listen.ts',
      'engineClient/connection.ts',
      'engine/listen.ts',
      'engine/runtimeCheck.ts',
    ],
    modules: ['node:net', 'node:tls', 'node:dgram'],
    names: ['*', 'connect', 'createConnection', 'createServer', 'createSocket', 'Server', 'TLSSocket'],
  },
  {
    effect: 'HTTP (over a socket of mail/net/dial.ts)',
    // The server's is the other end: smsGateway.ts and admin/http.ts speak it over sockets of server/listen.ts. The command
    // line asks that end by admin/adminClient.ts.
    doors: [
      'mail/net/fetchDocument.ts',
      'mail/net/httpExchange.ts',
      'mail/net/remoteImage.ts',
      'server/sms/smsGateway.ts',
      'server/admin/http.ts',
      'server/admin/adminClient.ts',
    ],
    modules: ['node:http', 'node:https', 'node:http2'],
  },
  { effect: 'fetch', doors: ['webview/admin/ask.ts'], uses: (node) => callOf(node, 'fetch') },
  {
    effect: 'SQL',
    doors: ['engine/store/', 'server/store/', 'engine/runtimeCheck.ts', 'base/processLock.ts'],
    modules: ['node:sqlite'],
  },
  {
    effect: 'child processes',
    doors: [
      'engineClient/launch.ts',
      'engine/localServer.ts',
      'cli/passwordCommand.ts',
      'cli/serverProcess.ts',
      'cli/doctorProcess.ts',
    ],
    modules: ['node:child_process'],
  },
  {
    effect: 'files',
    doors: [
      'engine/files.ts',
      'server/files.ts',
      'cli/files.ts',
      'engineClient/rendezvous.ts',
      'host/workspaceFiles.ts',
    ],
    modules: ['node:fs', 'node:fs/promises', 'fs'],
  },
  {
    effect: 'time and timers',
    doors: ['base/clock.ts'],
    uses: (node) =>
      callOf(node, 'Date.now', 'setTimeout', 'setInterval', 'setImmediate', 'performance.now') ||
      (node.type === 'NewExpression' &&
        isNode(node['callee']) &&
        dotted(node['callee']) === 'Date' &&
        Array.isArray(node['arguments']) &&
        node['arguments'].length === 0),
  },
  { effect: 'chance', doors: ['base/random.ts'], uses: (node) => callOf(node, 'Math.random', 'crypto.randomUUID') },
  {
    effect: 'the console',
    doors: [],
    uses: (node) => node.type === 'MemberExpression' && /^console\.\w+$/.test(dotted(node)),
  },
];

/** Uses of an effect outside its door, as sentences that name the door. */
export function outsideDoors(
  file: SourceFile,
  { effect, doors: allowed, modules = [], names, uses }: Door,
): readonly string[] {
  if (allowed.some((door) => (door.endsWith('/') ? file.path.startsWith(door) : file.path === door))) return [];
  const wrong = file.imports
    .filter(({ from, isType }) => !isType && modules.includes(from))
    .filter((taken) => !names || taken.names.some((name) => names.includes(name)))
    .map(({ from }) => `${file.path} imports ${from}: ${effect} only in ${allowed.join(', ')}`);
  for (const node of uses ? file.nodes : []) {
    if (uses?.(node))
      wrong.push(`${file.path}:${file.line(node.start)} ${effect} only in ${allowed.join(', ') || 'base/log.ts'}`);
  }
  return wrong;
}

function dotted(node: Node): string {
  if (node.type === 'Identifier') return String(node['name']);
  const { object, property } = node;
  if (node.type === 'MemberExpression' && isNode(object) && isNode(property))
    return `${dotted(object)}.${dotted(property)}`;
  return '';
}
