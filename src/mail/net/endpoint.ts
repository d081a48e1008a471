/** Where a service is reached and what protects the way there. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** `starttls`: required, never given up. `none`: for loopback only. */
  readonly security: 'tls' | 'starttls' | 'none';
}

/** A certificate that a person chose to trust for one host and port although it does not verify. SHA-256, hex with colons. */
export interface CertificateException {
  readonly host: string;
  readonly port: number;
  readonly fingerprint256: string;
}

/** What a server may be believed on. */
export interface Trust {
  /** PEM text of certificates to trust beside the machine's. */
  readonly ca?: string | undefined;
  readonly exceptions: readonly CertificateException[];
}

export const machineTrust: Trust = { exceptions: [] };

/** True for this machine's own names and addresses: 127.0.0.0/8, ::1 (RFC 5735 §3, RFC 4291 §2.5.3) and `localhost` (RFC 6761 §6.3). */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

export function exceptionFor(trust: Trust, { host, port }: Endpoint): readonly CertificateException[] {
  return trust.exceptions.filter((one) => one.host.toLowerCase() === host.toLowerCase() && one.port === port);
}

/** True for an address in numbers, which TLS never takes as a server name (RFC 6066 §3). */
export function isIpAddress(host: string): boolean {
  return host.includes(':') || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}
