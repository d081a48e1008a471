/** The only place of the server that asks for names (node:dns). */
import { resolveMx } from 'node:dns/promises';
import { domainToASCII } from 'node:url';
import { MailError } from '../../base/errors.ts';
import { isLoopback } from '../../mail/net/endpoint.ts';
import { exchangersMax } from './limits.ts';

/** Why there is no server for a domain. `status` (RFC 3463): one of class 5 will not change. */
export class NoExchanger extends Error {
  readonly status: string;

  constructor(status: string, words: string) {
    super(words);
    this.status = status;
  }
}

/** Names of the servers that take mail for a domain, the best first. Throws {@link NoExchanger}. */
export type LookUp = (domain: string, ownName: string) => Promise<readonly string[]>;

/** Asks the name server for MX, or takes the domain itself where it has none (RFC 5321 §5.1). */
export const lookUpExchangers: LookUp = async (domain, ownName) => {
  const name = domainToASCII(domain);
  // An address literal names a machine, mostly one that no mail was ever meant for.
  if (name === '' || name.startsWith('[')) throw new NoExchanger('5.1.2', 'not a domain that mail goes to');
  const records = await resolveMx(name).catch((error: unknown) => noRecords(error, name));
  return choose(records, ownName);
};

/** Throws {@link NoExchanger} for a null MX (RFC 7505), and where we are the best one ourselves (RFC 5321 §5.1). */
export function choose(
  records: readonly { readonly exchange: string; readonly priority: number }[],
  ownName: string,
): readonly string[] {
  if (records.every(({ exchange }) => exchange === '' || exchange === '.'))
    throw new NoExchanger('5.1.10', 'the domain takes no mail');
  const own = records.find(({ exchange }) => isLoopback(exchange) || exchange.toLowerCase() === ownName.toLowerCase());
  const sorted = records
    .filter(({ exchange, priority }) => exchange !== '' && (!own || priority < own.priority))
    .toSorted((a, b) => a.priority - b.priority);
  if (sorted.length === 0) throw new NoExchanger('5.4.6', 'mail for this domain comes back to this server');
  return sorted.slice(0, exchangersMax).map(({ exchange }) => exchange);
}

function noRecords(error: unknown, name: string) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENODATA') return [{ exchange: name, priority: 0 }];
  if (code === 'ENOTFOUND') throw new NoExchanger('5.1.2', 'there is no such domain');
  throw new MailError('net.unreachable', { retry: 'later', cause: error, data: { host: name } });
}
