import { type FoundService, type FoundServices, isHostName } from './autoconfig.ts';

export interface SrvRecord {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

/** The name system. Answers an empty list for a name without records; throws `net.*` when it can't be asked. */
export interface Resolver {
  srv(name: string): Promise<readonly SrvRecord[]>;
  mx(domain: string): Promise<readonly string[]>;
}

/**
 * What a domain says of its mail services by SRV records (RFC 6186 §3, RFC 8314 §5.1): implicit TLS before STARTTLS, then
 * by priority and weight. A target of `.` means that the service is not offered. Null when there are none.
 * `domain` in ASCII; `address` becomes the user name.
 */
export async function servicesBySrv(
  resolver: Resolver,
  domain: string,
  address: string,
): Promise<FoundServices | null> {
  const ask = async (service: string, security: 'tls' | 'starttls') =>
    toServices(await resolver.srv(`_${service}._tcp.${domain}`).catch(() => []), security, address); // No answer: not offered.
  const [imaps, imap, pop3s, pop3, submissions, submission] = await Promise.all([
    ask('imaps', 'tls'),
    ask('imap', 'starttls'),
    ask('pop3s', 'tls'),
    ask('pop3', 'starttls'),
    ask('submissions', 'tls'),
    ask('submission', 'starttls'),
  ]);
  const found = {
    name: '',
    imap: [...imaps, ...imap],
    pop3: [...pop3s, ...pop3],
    smtp: [...submissions, ...submission],
  };
  return found.imap.length + found.pop3.length > 0 ? found : null;
}

function toServices(
  records: readonly SrvRecord[],
  security: 'tls' | 'starttls',
  address: string,
): readonly FoundService[] {
  return [...records]
    .sort((a, b) => a.priority - b.priority || b.weight - a.weight)
    .map(({ name, port }) => ({ host: name.toLowerCase().replace(/\.$/, ''), port }))
    .filter(({ host, port }) => isHostName(host) && port >= 1 && port <= 65_535)
    .map(({ host, port }) => ({ host, port, security, user: address, takesPassword: true }));
}
