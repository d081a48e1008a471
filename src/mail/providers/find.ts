import type { Endpoint } from '../net/endpoint.ts';
import { type ProviderQuirk, type ProviderRow, providerRows, type SecretKind } from './table.ts';

/** A service of a provider, with the user name that an address has there. */
export interface ProviderService extends Endpoint {
  /** `local`: the user name is the part before the @. */
  readonly userForm: 'address' | 'local';
}

export interface Provider {
  readonly id: string;
  readonly name: string;
  readonly imap?: ProviderService;
  readonly pop3?: ProviderService;
  readonly smtp?: ProviderService;
  /** What it wants where others want a password. */
  readonly secret: SecretKind;
  readonly alternative?: SecretKind;
  readonly helpUrl: string;
  /** Where the secret is made; the help page where no page of its own is known. */
  readonly createUrl: string;
  /** How IMAP and SMTP are switched on. */
  readonly enableUrl: string;
  readonly quirks: ReadonlySet<ProviderQuirk>;
}

/** The provider of an address or a bare domain. Domains match whole: mail.example is not a part of example. */
export function findProviderByAddress(address: string): Provider | undefined {
  const domain = domainOf(address);
  const row = providerRows.find(({ domains }) => words(domains).some((one) => covers(one, domain)));
  return row && toProvider(row);
}

export function findProviderById(id: string): Provider | undefined {
  const row = providerRows.find((one) => one.id === id);
  return row && toProvider(row);
}

/** The provider that a domain's mail exchangers belong to: how a company's own domain is recognised. */
export function findProviderByMx(exchangers: readonly string[]): Provider | undefined {
  const names = exchangers.map((name) => name.toLowerCase().replace(/\.$/, ''));
  const row = providerRows.find(({ mx = '' }) =>
    words(mx).some((end) => names.some((name) => name === end || name.endsWith(`.${end}`))),
  );
  return row && toProvider(row);
}

/** The domain of an address in lower case; '' when there is none. */
export function domainOf(address: string): string {
  return address
    .slice(address.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase()
    .replace(/\.$/, '');
}

function toProvider(row: ProviderRow): Provider {
  const { id, name, secret, alternative, help = '', create = help, enable = help, quirks = [] } = row;
  const imap = toService(row.imap);
  const pop3 = toService(row.pop3);
  const smtp = toService(row.smtp);
  return {
    id,
    name,
    secret,
    ...(alternative ? { alternative } : {}),
    ...(imap ? { imap } : {}),
    ...(pop3 ? { pop3 } : {}),
    ...(smtp ? { smtp } : {}),
    helpUrl: help,
    createUrl: create,
    enableUrl: enable,
    quirks: new Set(quirks),
  };
}

function toService(text: string | undefined): ProviderService | undefined {
  const match = /^(?<host>\S+):(?<port>\d+) (?<security>tls|starttls)(?<local> local)?$/.exec(text ?? '');
  const { host, port, security, local } = match?.groups ?? {};
  if (!host || !port) return undefined;
  return {
    host,
    port: Number(port),
    security: security === 'starttls' ? 'starttls' : 'tls',
    userForm: local ? 'local' : 'address',
  };
}

function covers(pattern: string, domain: string): boolean {
  return pattern.startsWith('*.') ? domain.endsWith(pattern.slice(1)) : pattern === domain;
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter(Boolean);
}
