import type { AccountConfig, Endpoint, Security } from '../protocol/records.ts';
import { accountTexts } from '../texts/accounts.ts';
import type { Translate } from '../texts/translate.ts';

/** What an account's servers are called and how they are typed. */

/** The ports that go with a protection: IMAP (RFC 8314 §3.2, RFC 9051 §2.1), POP3 (RFC 8314 §3.3, RFC 1939 §3) and submission (RFC 8314 §3.3, RFC 6409 §3.1). */
export const usualPorts = {
  imap: { tls: 993, starttls: 143, none: 143 },
  pop3: { tls: 995, starttls: 110, none: 110 },
  smtp: { tls: 465, starttls: 587, none: 25 },
} as const satisfies { readonly [service: string]: { readonly [S in Security]: number } };

export type MailService = keyof typeof usualPorts;
export type IncomingService = 'imap' | 'pop3';

/** What an account gets its mail by. */
export function incomingOf({ imap, pop3 }: AccountConfig): IncomingService {
  return pop3 && !imap ? 'pop3' : 'imap';
}

/** What a typed server speaks, where its port or its name says it. */
export function incomingByHost({ host, port }: TypedHost): IncomingService | undefined {
  const byPort = (['imap', 'pop3'] as const).find((service) =>
    Object.values<number | undefined>(usualPorts[service]).includes(port),
  );
  const byName = /^(imap|pop)(?:3|4|s)?(?:[.-]|$)/.exec(host)?.[1];
  return byPort ?? (byName === 'pop' ? 'pop3' : byName === 'imap' ? 'imap' : undefined);
}

export interface TypedHost {
  readonly host: string;
  readonly port: number | undefined;
}

/** `host`, `host:port`, `[::1]:port`. Undefined for what is none. */
export function parseHost(text: string): TypedHost | undefined {
  const match = /^(?:\[(?<v6>[\da-f:.]+)\]|(?<name>[^\s:/@[\]]+))(?::(?<port>\d{1,5}))?$/iu.exec(text.trim());
  const { v6, name, port } = match?.groups ?? {};
  const host = (v6 ?? name ?? '').toLowerCase();
  const valid = v6 !== undefined || /^(?!-)[a-z\d-]{1,63}(\.[a-z\d-]{1,63})*\.?$/.test(host);
  const number = port === undefined ? undefined : Number(port);
  if (!host || !valid || number === 0 || (number ?? 0) > 65_535) return undefined;
  return { host: host.replace(/\.$/, ''), port: number };
}

/** `host`, with the port where it is not the usual one of its protection. */
export function hostText(endpoint: Endpoint | undefined, service: MailService): string {
  if (!endpoint) return '';
  const { host, port, security } = endpoint;
  return port === usualPorts[service][security] ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Which protections may be chosen for a host; none at all only on this computer. */
export function securitiesFor(host: string): readonly Security[] {
  return isThisComputer(host) ? ['tls', 'starttls', 'none'] : ['tls', 'starttls'];
}

export function isThisComputer(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The protection that a port speaks of. */
export function securityOfPort(port: number | undefined, service: MailService): Security | undefined {
  if (port === undefined) return undefined;
  return (['tls', 'starttls'] as const).find((one) => usualPorts[service][one] === port);
}

/** The incoming server; one that is not asked by IMAP says so. */
export function incomingText(config: AccountConfig): string {
  const service = incomingOf(config);
  return service === 'pop3' ? `${hostText(config.pop3, 'pop3')} (POP3)` : hostText(config.imap, 'imap');
}

/** Both servers in a line. */
export function serversText(t: Translate, config: AccountConfig): string {
  const { smtp } = config;
  const incoming = incomingText(config);
  if (!smtp) return t(accountTexts.receiveOnlyServers, { incoming });
  return t(accountTexts.servers, { incoming, outgoing: hostText(smtp, 'smtp') });
}
