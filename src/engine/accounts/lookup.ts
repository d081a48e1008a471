import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { asciiAddress, checkAddress } from '../../mail/mime/addressSyntax.ts';
import {
  autoconfigUrls,
  type FoundService,
  type FoundServices,
  isHostName,
  parseAutoconfig,
} from '../../mail/net/autoconfig.ts';
import { type DialTls, fetchDocument } from '../../mail/net/fetchDocument.ts';
import { type Resolver, servicesBySrv } from '../../mail/net/srv.ts';
import {
  domainOf,
  findProviderByAddress,
  findProviderByMx,
  type Provider,
  type ProviderService,
} from '../../mail/providers/find.ts';
import type { ResultOf } from '../../protocol/method.ts';
import type { accountLookup } from '../../protocol/methods/accountLookup.ts';
import type { AccountConfig, Endpoint } from '../../protocol/records.ts';

export type LookupResult = ResultOf<typeof accountLookup>;

export interface LookupDependencies {
  readonly clock: Clock;
  readonly resolver: Resolver;
  readonly dialTls: DialTls;
}

/**
 * Settings for an address. Known domains come from the table without a packet; others are asked themselves: their mail
 * exchangers (does a known provider host them?), then their own documents and SRV records, never a third party.
 * Throws `account.badAddress`.
 */
export async function lookupAccount(
  address: string,
  dependencies: LookupDependencies,
  { signal }: { signal: AbortSignal },
): Promise<LookupResult> {
  const typed = address.trim();
  const fault = checkAddress(typed);
  if (fault) throw new MailError('account.badAddress', { retry: 'afterUser', data: { address: typed, fault } });
  const known = findProviderByAddress(typed);
  if (known) return fromProvider(known, typed);
  const domain = domainOf(asciiAddress(typed)); // IDN names travel as A-labels (RFC 5890 §2.3.2.1).
  if (!isHostName(domain) || !domain.includes('.')) return { provider: null, source: 'none', config: null };
  return (await askDomain(typed, domain, dependencies, signal)) ?? guess(typed, domain);
}

async function askDomain(
  address: string,
  domain: string,
  { clock, resolver, dialTls }: LookupDependencies,
  signal: AbortSignal,
): Promise<LookupResult | undefined> {
  const documents = autoconfigUrls(domain).map(async (url) => {
    const text = await fetchDocument(url, domain, { clock, dialTls, signal });
    return parseAutoconfig(text, address);
  });
  const srv = servicesBySrv(resolver, domain, address);
  const [exchangers, records, ...found] = await Promise.all([
    orNull(resolver.mx(domain)),
    orNull(srv),
    ...documents.map(orNull),
  ]);
  if (signal.aborted) throw new MailError('engine.cancelled');
  const host = findProviderByMx(exchangers ?? []);
  if (host) return fromProvider(host, address);
  // POP3 alone is better than a guess; beside IMAP it is not offered.
  const document = found.find((one) => one?.imap.length) ?? found.find((one) => one?.pop3.length);
  if (document) return fromServices(document, address, 'autoconfig');
  return records?.imap.length || records?.pop3.length ? fromServices(records, address, 'srv') : undefined;
}

/** A domain that does not answer one question may answer the next. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch(() => null);
}

function fromProvider(provider: Provider, address: string): LookupResult {
  const { id, name, secret, imap, pop3, smtp } = provider;
  const auth = secret === 'oauth2' ? 'oauth2' : 'password';
  const at = (service: ProviderService) =>
    toEndpoint(service, service.userForm === 'local' ? localPart(address) : address, address);
  const config: AccountConfig = {
    address,
    name: '',
    auth,
    provider: id,
    ...(imap ? { imap: at(imap) } : {}),
    ...(pop3 && !imap ? { pop3: at(pop3) } : {}),
    ...(smtp ? { smtp: at(smtp) } : {}),
  };
  return { provider: describe(provider, name), source: 'table', config };
}

function describe(provider: Provider, name: string): LookupResult['provider'] {
  const { id, secret, alternative, helpUrl, createUrl, enableUrl, quirks } = provider;
  return {
    id,
    name,
    auth: secret,
    helpUrl,
    createUrl,
    enableUrl,
    passwordWorks: secret !== 'oauth2',
    mustSwitchOn: quirks.has('mustSwitchOn'),
    ...(alternative ? { alternative } : {}),
  };
}

function fromServices(
  { imap, pop3, smtp }: FoundServices,
  address: string,
  source: 'srv' | 'autoconfig',
): LookupResult {
  const byImap = preferred(imap);
  const incoming = byImap ?? preferred(pop3);
  const outgoing = preferred(smtp);
  const config: AccountConfig = {
    address,
    name: '',
    auth: incoming && !incoming.takesPassword ? 'oauth2' : 'password',
    ...(incoming ? { [byImap ? 'imap' : 'pop3']: toEndpoint(incoming, incoming.user, address) } : {}),
    ...(outgoing ? { smtp: toEndpoint(outgoing, outgoing.user, address) } : {}),
  };
  return { provider: null, source, config };
}

function preferred(services: readonly FoundService[]): FoundService | undefined {
  return services.find(({ takesPassword }) => takesPassword) ?? services[0];
}

/** The usual names, for a person to look over: nothing was asked, nothing is sure. */
function guess(address: string, domain: string): LookupResult {
  const config: AccountConfig = {
    address,
    name: '',
    auth: 'password',
    imap: { host: `imap.${domain}`, port: 993, security: 'tls' },
    smtp: { host: `smtp.${domain}`, port: 465, security: 'tls' },
  };
  return { provider: null, source: 'guess', config };
}

function toEndpoint({ host, port, security }: Endpoint, user: string, address: string): Endpoint {
  return { host, port, security, ...(user === address ? {} : { user }) };
}

function localPart(address: string): string {
  return address.slice(0, address.lastIndexOf('@'));
}
