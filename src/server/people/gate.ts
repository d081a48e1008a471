import type { Clock } from '../../base/clock.ts';
import { canonicalAddress } from '../address.ts';
import type { Refusal } from '../directory/directory.ts';
import type { Protocol } from '../service.ts';
import type { SessionInfo } from '../sessions/sessions.ts';
import type { AccountFilter, IpFilter } from '../store/filters.ts';
import type { Store } from '../store/store.ts';
import type { Bans } from './bans.ts';
import { bannedNetwork, contains, type Network, parseIp, parseNetwork } from './cidr.ts';
import { readPeopleSettings } from './peopleSettings.ts';
import type { RateLimits } from './rateLimits.ts';

/** Why a connection is not served. SMTP says 554 5.7.1 (`later`: 421 4.7.0), IMAP BYE, POP3 -ERR, each with the words. */
export interface NotAdmitted {
  readonly reason: 'denied' | 'banned' | 'tooMany';
  /** Whether it may come back without anybody's doing. */
  readonly later: boolean;
  readonly words: string;
}

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Who may connect, who may write to whom, and how much: rules by network and account, bans and rate limits. */
export class Gate {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #bans: Bans;
  readonly #rates: RateLimits;
  #parsed:
    | { readonly of: readonly IpFilter[]; readonly rules: readonly (IpFilter & { parsed: Network })[] }
    | undefined;

  constructor(dependencies: { store: Store; clock: Clock; bans: Bans; rates: RateLimits }) {
    this.#store = dependencies.store;
    this.#clock = dependencies.clock;
    this.#bans = dependencies.bans;
    this.#rates = dependencies.rates;
  }

  /** Asked by every protocol when somebody connects, before anything is said; undefined = welcome. Counts the connection. */
  admit(protocol: Protocol, remoteAddress: string): NotAdmitted | undefined {
    const refused = this.#keptOut(protocol, remoteAddress);
    if (refused) return refused;
    const limit = readPeopleSettings(this.#store).addressConnectionsPerMinute;
    const waitMs = this.#rates.take(`connect ${bannedNetwork(remoteAddress)}`, { limit, windowMs: minuteMs });
    if (waitMs === 0) return undefined;
    return { reason: 'tooMany', later: true, words: `too many connections, wait ${secondsOf(waitMs)} seconds` };
  }

  /** Whether an open connection has to end, since a rule or a ban came meanwhile. For `sessions.cut`. */
  mustCut({ protocol, remoteAddress }: SessionInfo): boolean {
    return this.#keptOut(protocol, remoteAddress) !== undefined;
  }

  /** Asked at MAIL FROM; the empty sender of a report is nobody's account. */
  sender(address: string): Refusal | undefined {
    if (address === '' || this.#isAllowed('sender', address)) return undefined;
    return { code: 550, status: '5.7.1', words: 'mail from this sender is not taken' };
  }

  /** Asked at RCPT TO, before the directory. */
  recipient(address: string): Refusal | undefined {
    if (this.#isAllowed('recipient', address)) return undefined;
    return { code: 550, status: '5.7.1', words: 'mail to this recipient is not taken' };
  }

  /** Asked once a message was announced with its recipients, before DATA is answered 354. `user`: who signed in, if anybody. */
  message(sent: { user?: string; remoteAddress: string; recipients: number }): Refusal | undefined {
    const settings = readPeopleSettings(this.#store);
    const by = sent.user ?? '';
    const waits = [
      by !== '' && this.#hourly(`user ${by}`, settings.userMessagesPerHour, 1),
      by !== '' && this.#hourly(`recipients ${by}`, settings.userRecipientsPerHour, sent.recipients),
      by === '' && this.#hourly(`from ${bannedNetwork(sent.remoteAddress)}`, settings.addressMessagesPerHour, 1),
    ];
    const waitMs = Math.max(...waits.map(Number));
    if (waitMs === 0) return undefined;
    return { code: 450, status: '4.7.1', words: `too many messages, try again in ${secondsOf(waitMs)} seconds` };
  }

  /** Whether a rule lets this address in by name; such a one is never banned. */
  isInvited(remoteAddress: string): boolean {
    return this.#rule(undefined, remoteAddress)?.action === 'allow';
  }

  #keptOut(protocol: Protocol, remoteAddress: string): NotAdmitted | undefined {
    const rule = this.#rule(protocol, remoteAddress);
    if (rule?.action === 'deny') {
      return { reason: 'denied', later: false, words: 'your address may not connect here' };
    }
    const ban = rule ? undefined : this.#bans.find(remoteAddress);
    if (!ban) return undefined;
    const words = `too many wrong passwords from your address, try again in ${secondsOf(ban.until - this.#clock.now())} seconds`;
    return { reason: 'banned', later: true, words };
  }

  /** The narrowest network decides; among equals the rule for this protocol. */
  #rule(protocol: Protocol | undefined, remoteAddress: string): IpFilter | undefined {
    const address = parseIp(remoteAddress);
    const rules = this.#rules();
    if (!address || rules.length === 0) return undefined;
    let best: (IpFilter & { parsed: Network }) | undefined;
    for (const rule of rules) {
      if ((rule.protocol !== 'all' && rule.protocol !== protocol) || !contains(rule.parsed, address)) continue;
      const narrower = rule.parsed.prefix - (best?.parsed.prefix ?? -1);
      if (narrower > 0 || (narrower === 0 && rule.protocol !== 'all')) best = rule;
    }
    return best;
  }

  #rules() {
    const of = this.#store.filters.ip();
    if (this.#parsed?.of !== of) {
      this.#parsed = { of, rules: of.map((rule) => ({ ...rule, parsed: parseNetwork(rule.network) })) };
    }
    return this.#parsed.rules;
  }

  /** The closest pattern decides: the address, the one without `+detail`, `@domain`, `*`. */
  #isAllowed(direction: AccountFilter['direction'], address: string): boolean {
    const filters = this.#store.filters.accounts().filter((filter) => filter.direction === direction);
    if (filters.length === 0) return true;
    const canonical = canonicalAddress(address);
    const domain = canonical.slice(canonical.lastIndexOf('@'));
    const plain = canonical.replace(/^([^+@]+)\+[^@]*@/, '$1@');
    for (const pattern of [canonical, plain, domain, '*']) {
      const filter = filters.find((one) => one.pattern === pattern);
      if (filter) return filter.action === 'allow';
    }
    return true;
  }

  #hourly(key: string, limit: number, amount: number): number {
    return this.#rates.take(key, { amount, limit, windowMs: hourMs });
  }
}

function secondsOf(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1_000));
}
