/**
 * Whether an address is one of the public network: what a stranger's mail may make this machine connect to. Private,
 * loopback, link-local, shared, documentation, multicast and translated ranges are not (RFC 6890, RFC 4193, RFC 6598).
 */
export function isPublicAddress(address: string): boolean {
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  if (four) return isPublicV4(four.slice(1).map(Number));
  return address.includes(':') && isPublicV6(address.toLowerCase());
}

const privateV4: readonly (readonly [address: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

function isPublicV4(parts: readonly number[]): boolean {
  if (parts.some((part) => part > 255)) return false;
  const value = numberOf(parts);
  return !privateV4.some(([address, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(value / size) === Math.floor(numberOf(address.split('.').map(Number)) / size);
  });
}

function numberOf(parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** Only global unicast, 2000::/3, without Teredo and other special uses (2001::/23), documentation and 6to4. */
function isPublicV6(address: string): boolean {
  if (address.startsWith('::') || address.includes('%') || address.includes('.')) return false;
  const [first = 0, second = 0] = address.split(':').map((part) => Number.parseInt(part || '0', 16));
  if (!(first >= 0x2000 && first <= 0x3fff)) return false;
  if (first === 0x2001 && (second < 0x200 || second === 0xdb8)) return false;
  return first !== 0x2002 && first !== 0x3fff;
}
