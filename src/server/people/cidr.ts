import { MailError } from '../../base/errors.ts';

/** An address as bytes: 4 for IPv4, 16 for IPv6. An IPv4 address in IPv6 clothes (`::ffff:192.0.2.1`) is the IPv4 address. */
export type IpBytes = Uint8Array;

/** A network in CIDR form (RFC 4632, RFC 4291 §2.3). */
export interface Network {
  readonly bytes: IpBytes;
  /** How many bits of it say something. */
  readonly prefix: number;
}

/** Reads `192.0.2.1`, `2001:db8::1`, `fe80::1%eth0`; undefined when it is no address. */
export function parseIp(text: string): IpBytes | undefined {
  const [address = ''] = text.split('%', 1);
  if (!address.includes(':')) return parseV4(address);
  const bytes = parseV6(address);
  const isMapped = bytes?.subarray(0, 12).every((byte, i) => byte === (i < 10 ? 0 : 255));
  return isMapped ? bytes?.slice(12) : bytes;
}

/** Reads an address or a network; bits past the prefix are cleared. Throws `server.badNetwork`. */
export function parseNetwork(text: string): Network {
  const [address = '', length, ...more] = text.trim().split('/');
  const bytes = address.includes('%') ? undefined : parseIp(address);
  if (!bytes || more.length > 0) throw badNetwork(text);
  const bits = bytes.length * 8;
  // `::ffff:192.0.2.0/120` counts its bits as IPv6 does.
  const offset = bits === 32 && address.includes(':') ? 96 : 0;
  const prefix = length === undefined ? bits : Number(length) - offset;
  if ((length !== undefined && !/^\d{1,3}$/.test(length)) || prefix < 0 || prefix > bits) throw badNetwork(text);
  return { bytes: bytes.map((byte, i) => byte & maskOf(prefix, i)), prefix };
}

/** The network in its one form: `192.0.2.0/24`; an address alone without a length. */
export function networkText({ bytes, prefix }: Network): string {
  const address = bytes.length === 4 ? bytes.join('.') : textOfV6(bytes);
  return prefix === bytes.length * 8 ? address : `${address}/${prefix}`;
}

export function contains({ bytes, prefix }: Network, address: IpBytes): boolean {
  if (bytes.length !== address.length) return false;
  return bytes.every((byte, i) => byte === ((address[i] ?? 0) & maskOf(prefix, i)));
}

/** What is banned with an address: itself, or the /64 that one IPv6 customer has to choose from (RFC 6177 §2). */
export function bannedNetwork(remoteAddress: string): string {
  const bytes = parseIp(remoteAddress);
  if (!bytes) return remoteAddress;
  const prefix = bytes.length === 4 ? 32 : 64;
  return networkText({ bytes: bytes.map((byte, i) => byte & maskOf(prefix, i)), prefix });
}

/** Which bits of the byte at `index` a prefix covers. */
function maskOf(prefix: number, index: number): number {
  const bits = Math.min(8, Math.max(0, prefix - index * 8));
  return (0xff << (8 - bits)) & 0xff;
}

function parseV4(text: string): IpBytes | undefined {
  const parts = text.split('.');
  // No leading zero: some read it as octal, and then a rule would mean another network than it shows.
  const sound = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return sound ? Uint8Array.from(parts, Number) : undefined;
}

function parseV6(text: string): IpBytes | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = [groupsOf(halves[0] ?? ''), groupsOf(halves[1] ?? '')];
  if (!head || !tail) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...tail]);
}

/** The bytes of groups between colons; the last may be an IPv4 address. */
function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [i, group] of groups.entries()) {
    const v4 = i === groups.length - 1 && group.includes('.') ? parseV4(group) : undefined;
    if (v4) bytes.push(...v4);
    else if (/^[0-9a-f]{1,4}$/i.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255);
    else return undefined;
  }
  return bytes;
}

/** RFC 5952: the longest run of zero groups as `::`. */
function textOfV6(bytes: IpBytes): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  let [start, length] = [-1, 1];
  for (let i = 0; i < 8; i++) {
    let run = 0;
    while (i + run < 8 && groups[i + run] === 0) run++;
    if (run > length) [start, length] = [i, run];
  }
  const hex = (part: number[]) => part.map((group) => group.toString(16)).join(':');
  if (start < 0) return hex(groups);
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

function badNetwork(network: string): MailError {
  return new MailError('server.badNetwork', { data: { network: network.slice(0, 100) } });
}
