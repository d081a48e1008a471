/** Raised whenever an older peer would misread a newer one. Client and engine compare it in the handshake. */
export const protocolVersion = 1;

export interface PeerVersion {
  readonly protocol: number;
  /** `major.minor.patch` of the package. */
  readonly version: string;
}

/** Below 0 when `a` is older than `b`, above 0 when newer. Protocol first, then the package's version. */
export function compareVersions(a: PeerVersion, b: PeerVersion): number {
  if (a.protocol !== b.protocol) return a.protocol - b.protocol;
  const left = numbers(a.version);
  const right = numbers(b.version);
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbers(version: string): readonly number[] {
  return version.split(/[.+-]/, 3).map((part) => Number.parseInt(part, 10) || 0);
}
