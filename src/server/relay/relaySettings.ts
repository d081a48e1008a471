import { MailError } from '../../base/errors.ts';
import { isLoopback } from '../../mail/net/endpoint.ts';
import type { Store } from '../store/store.ts';

/** `opportunistic`: TLS where it is offered, whatever its certificate; `none`: on this machine only. */
export const hopSecurities = ['tls', 'starttls', 'opportunistic', 'none'] as const;
export type HopSecurity = (typeof hopSecurities)[number];

/** A server that mail is handed to. */
export interface HopPlace {
  readonly host: string;
  readonly port: number;
  readonly security: HopSecurity;
}

export interface RelaySettings {
  /** Mail of people here leaves for other servers. */
  readonly enabled: boolean;
  /** They may give any address as their return path; else only their own ones. */
  readonly anySender: boolean;
  /** Domains whose server is known, before anything is looked up. */
  readonly domains: readonly (HopPlace & { readonly domain: string })[];
  /** Takes all other mail; signed in to where `user` is not empty. */
  readonly smartHost?: (HopPlace & { readonly user: string }) | undefined;
}

export const defaultRelaySettings: RelaySettings = { enabled: false, anySender: false, domains: [] };

const settingName = 'relay';
const passwordName = 'relay.smartHostPassword';

export function readRelaySettings(store: Store): RelaySettings {
  const text = store.settings.get(settingName);
  return text === undefined ? defaultRelaySettings : JSON.parse(text);
}

/** Empty: none was given. Never part of {@link RelaySettings}, so that no listing and no log holds it. */
export function smartHostPassword(store: Store): string {
  return store.settings.get(passwordName) ?? '';
}

/**
 * Keeps all of it, inside a transaction. `password`: of the smart host; absent: as it was, unless it would now be told to
 * another host or for another user. Throws `server.badSetting`.
 */
export function writeRelaySettings(store: Store, settings: RelaySettings, password?: string): void {
  const before = readRelaySettings(store).smartHost;
  for (const one of settings.domains) {
    if (!/^[^\s@<>]{1,255}$/.test(one.domain)) throw badSetting('domain');
    checkPlace(one);
  }
  const { smartHost } = settings;
  if (smartHost) checkPlace(smartHost);
  // A password never crosses to whoever answers: the server must prove its name first.
  if (smartHost?.user && smartHost.security === 'opportunistic') throw badSetting('security');
  const domains = settings.domains.map((one) => ({ ...one, domain: one.domain.toLowerCase() }));
  store.settings.set(settingName, JSON.stringify({ ...settings, domains }));
  const isSame = before?.host === smartHost?.host && before?.user === smartHost?.user;
  if (password !== undefined || !isSame) store.settings.set(passwordName, password ?? '');
}

function checkPlace({ host, port, security }: HopPlace): void {
  if (!/^[A-Za-z0-9_.:-]{1,255}$/.test(host)) throw badSetting('host');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw badSetting('port');
  if (!hopSecurities.includes(security) || (security === 'none' && !isLoopback(host))) throw badSetting('security');
}

function badSetting(name: string): MailError {
  return new MailError('server.badSetting', { retry: 'afterUser', data: { name } });
}
