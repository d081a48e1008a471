import type { Endpoint } from './endpoint.ts';
import { autoconfigMaxBytes, autoconfigMaxServers } from './limits.ts';
import { childrenOf, readXml, textOf, type XmlElement } from './xml.ts';

/** A server that an address's own domain names. `user`: what the address is called there. */
export interface FoundService extends Endpoint {
  readonly user: string;
  /** False where only OAuth, Kerberos or client certificates are offered. */
  readonly takesPassword: boolean;
}

/** What a domain says of itself, best first in each list. Services without TLS are left out. */
export interface FoundServices {
  readonly name: string;
  readonly imap: readonly FoundService[];
  readonly pop3: readonly FoundService[];
  readonly smtp: readonly FoundService[];
}

/**
 * Reads a configuration document (`config-v1.1.xml`) for an address. Null when it is none or too large. The lists are empty
 * where it names no server with TLS.
 */
export function parseAutoconfig(source: string, address: string): FoundServices | null {
  if (source.length > autoconfigMaxBytes) return null;
  const root = readXml(source);
  if (root?.name !== 'clientConfig') return null;
  const provider = childrenOf(root, 'emailProvider')[0];
  if (!provider) return null;
  const incoming = childrenOf(provider, 'incomingServer').slice(0, autoconfigMaxServers);
  const ofType = (type: string) => incoming.filter((one) => one.attributes.get('type') === type);
  const outgoing = childrenOf(provider, 'outgoingServer').slice(0, autoconfigMaxServers);
  const read = (elements: readonly XmlElement[]) =>
    elements.flatMap((one) => toService(one, address)).sort(byPreference);
  return {
    name: fill(textOf(provider, 'displayName'), address),
    imap: read(ofType('imap')),
    pop3: read(ofType('pop3')),
    smtp: read(outgoing.filter((one) => one.attributes.get('type') === 'smtp')),
  };
}

/** The places at an address's own domain where such a document is looked for, in this order; https only. */
export function autoconfigUrls(domain: string): readonly URL[] {
  return [
    new URL(`https://autoconfig.${domain}/mail/config-v1.1.xml`),
    new URL(`https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`),
  ];
}

/** True for a name that can be asked over the network: letters, digits, hyphens and dots, as in RFC 1123 §2.1. */
export function isHostName(text: string): boolean {
  return text.length <= 253 && /^(?!-)[a-z\d-]{1,63}(?<!-)(\.(?!-)[a-z\d-]{1,63}(?<!-))*$/i.test(text);
}

function toService(element: XmlElement, address: string): readonly FoundService[] {
  const host = fill(textOf(element, 'hostname'), address).toLowerCase();
  const port = Number(textOf(element, 'port'));
  const security = securities.get(textOf(element, 'socketType').toUpperCase());
  if (!isHostName(host) || !Number.isInteger(port) || port < 1 || port > 65_535 || !security) return [];
  const kinds = childrenOf(element, 'authentication').map((one) => one.text);
  const takesPassword = kinds.length === 0 || kinds.some((kind) => /^(password-|plain$|secure$)/i.test(kind));
  const user = fill(textOf(element, 'username'), address) || address;
  return [{ host, port, security, user, takesPassword }];
}

const securities: ReadonlyMap<string, 'tls' | 'starttls'> = new Map([
  ['SSL', 'tls'],
  ['TLS', 'tls'],
  ['STARTTLS', 'starttls'],
]);

/** TLS from the first byte before STARTTLS (RFC 8314 §3); otherwise the document's own order. */
function byPreference(a: FoundService, b: FoundService): number {
  return Number(a.security !== 'tls') - Number(b.security !== 'tls');
}

function fill(text: string, address: string): string {
  const at = address.lastIndexOf('@');
  const parts = new Map([
    ['EMAILADDRESS', address],
    ['EMAILLOCALPART', address.slice(0, at)],
    ['EMAILDOMAIN', address.slice(at + 1)],
  ]);
  return text.replace(/%([A-Z]+)%/g, (whole, name: string) => parts.get(name) ?? whole).replace(/\p{Cc}/gu, '');
}
