import { MailError } from '../../base/errors.ts';
import type { Store } from '../store/store.ts';

/** What holds for everybody here. 0 = no limit, or off. */
export interface PeopleSettings {
  /** Who may make a mailbox for themselves. */
  readonly registration: 'off' | 'invitation' | 'open';
  /** The quota of those who registered, bytes. */
  readonly registrationQuotaBytes: number;
  /** Wrong passwords from one address within the window before it is banned. */
  readonly banAfterFailures: number;
  readonly banWindowSeconds: number;
  readonly banSeconds: number;
  /** What one user may send in an hour. */
  readonly userMessagesPerHour: number;
  readonly userRecipientsPerHour: number;
  /** What one address may do. */
  readonly addressConnectionsPerMinute: number;
  readonly addressMessagesPerHour: number;
}

export const defaultPeopleSettings: PeopleSettings = {
  registration: 'off',
  registrationQuotaBytes: 1_073_741_824,
  banAfterFailures: 5,
  banWindowSeconds: 600,
  banSeconds: 900,
  userMessagesPerHour: 0,
  userRecipientsPerHour: 0,
  addressConnectionsPerMinute: 0,
  addressMessagesPerHour: 0,
};

const settingName = 'people';

export function readPeopleSettings(store: Store): PeopleSettings {
  const text = store.settings.get(settingName);
  return text === undefined ? defaultPeopleSettings : checked(defaultPeopleSettings, JSON.parse(text));
}

/** Keeps the changes, inside a transaction; gives what holds now. Throws `server.badSetting`. */
export function writePeopleSettings(store: Store, changes: { readonly [name: string]: unknown }): PeopleSettings {
  const settings = checked(readPeopleSettings(store), changes);
  store.settings.set(settingName, JSON.stringify(settings));
  return settings;
}

function checked(before: PeopleSettings, changes: { readonly [name: string]: unknown }): PeopleSettings {
  const unknown = Object.keys(changes).find((name) => !(name in before));
  if (unknown !== undefined) throw new MailError('server.badSetting', { data: { name: unknown } });
  const count = (name: keyof PeopleSettings, max: number): number => {
    const value = changes[name] ?? before[name];
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value;
    throw new MailError('server.badSetting', { data: { name } });
  };
  return {
    registration: registrationOf(changes['registration'] ?? before.registration),
    registrationQuotaBytes: count('registrationQuotaBytes', Number.MAX_SAFE_INTEGER),
    banAfterFailures: count('banAfterFailures', 1_000),
    banWindowSeconds: count('banWindowSeconds', 31_536_000),
    banSeconds: count('banSeconds', 31_536_000),
    userMessagesPerHour: count('userMessagesPerHour', 1_000_000),
    userRecipientsPerHour: count('userRecipientsPerHour', 10_000_000),
    addressConnectionsPerMinute: count('addressConnectionsPerMinute', 1_000_000),
    addressMessagesPerHour: count('addressMessagesPerHour', 1_000_000),
  };
}

function registrationOf(value: unknown): PeopleSettings['registration'] {
  if (value === 'off' || value === 'invitation' || value === 'open') return value;
  throw new MailError('server.badSetting', { data: { name: 'registration' } });
}
