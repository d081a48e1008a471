/**
 * Every connection that the engine and what it starts try, as the kernel is asked for them: the engine runs under strace
 * from its first instruction, so nothing that a library does below JavaScript is missed.
 */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ConnectTrace {
  /** For the setting `mailroom.engine.node`. */
  readonly node: string;
  read(): Promise<Connects>;
}

export interface Connects {
  /** Ports of this machine. */
  readonly localPorts: ReadonlySet<number>;
  /** `address:port` of anything else, each once, as the kernel saw it. */
  readonly elsewhere: ReadonlySet<string>;
  /** Names that were asked for by DNS. */
  readonly names: ReadonlySet<string>;
}

export async function connectTrace(folder: string): Promise<ConnectTrace> {
  const node = join(folder, 'traced-node');
  const log = join(folder, 'connects.strace');
  const strace = 'strace -f -qq -s 512 -e trace=connect,sendto,sendmsg,sendmmsg';
  await writeFile(node, `#!/bin/sh\nexec ${strace} -o '${log}' '${process.execPath}' "$@"\n`);
  await chmod(node, 0o755);
  return { node, read: async () => parse(await readFile(log, 'utf8')) };
}

function parse(log: string): Connects {
  const localPorts = new Set<number>();
  const elsewhere = new Set<string>();
  for (const line of log.split('\n')) {
    const port = /sin6?_port=htons\((\d+)\)/.exec(line)?.[1];
    const address = /inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"/.exec(line);
    if (port === undefined || !address) continue;
    const host = address[1] ?? address[2] ?? '';
    if (/^127\.|^::1$/.test(host)) localPorts.add(Number(port));
    else elsewhere.add(`${host}:${port}`);
  }
  return { localPorts, elsewhere, names: namesAsked(log) };
}

/** Questions of DNS (RFC 1035 §4.1.2) as strace prints their bytes: a 12-byte header, then labels with their lengths. */
function namesAsked(log: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, bytes = ''] of log.matchAll(/(?:iov_base=|sendto\(\d+, )"((?:[^"\\]|\\.)*)"/g)) {
    const packet = bytesOf(bytes);
    const labels: string[] = [];
    for (let at = 12, length = packet[at] ?? 0; length > 0 && at + length < packet.length; length = packet[at] ?? 0) {
      labels.push(packet.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    if (labels.length > 0) names.add(labels.join('.').toLowerCase());
  }
  return names;
}

/** A string of C: octal, the usual letters, everything else as it is. */
function bytesOf(text: string): Buffer {
  const letters: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, v: 11, f: 12, a: 7, b: 8 };
  const bytes: number[] = [];
  for (const [, octal, letter, plain] of text.matchAll(/\\([0-7]{1,3})|\\(.)|([^\\])/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (letter !== undefined) bytes.push(letters[letter] ?? letter.charCodeAt(0));
    else bytes.push((plain ?? '').charCodeAt(0));
  }
  return Buffer.from(bytes);
}
