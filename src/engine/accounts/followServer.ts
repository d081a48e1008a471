import type { AccountConfig } from '../../protocol/records.ts';
import type { AccountStore } from '../store/accounts.ts';
import type { AccountStates } from './states.ts';

export interface ServerPorts {
  readonly smtp: number;
  readonly imap: number;
  readonly pop3: number;
}

/** The local server listens: accounts on its ports of before follow it to those of now, and all of them connect at once. */
export function followServer(
  { accounts, accountStates }: { readonly accounts: AccountStore; readonly accountStates: AccountStates },
  before: ServerPorts,
  now: ServerPorts,
): void {
  const moved = before.smtp !== now.smtp || before.imap !== now.imap || before.pop3 !== now.pop3;
  for (const { id, config } of accounts.all()) {
    const { imap, pop3 } = config;
    const isOurs = [before, now].some((ports) => isOn(imap, ports.imap) || isOn(pop3, ports.pop3));
    if (!isOurs) continue;
    if (moved) accounts.update(id, onPorts(config, before, now));
    accountStates.signal(moved ? 'changed' : 'connect', id);
  }
}

function onPorts(config: AccountConfig, before: ServerPorts, now: ServerPorts): AccountConfig {
  const { imap, pop3, smtp } = config;
  return {
    ...config,
    ...(imap && isOn(imap, before.imap) && { imap: { ...imap, port: now.imap } }),
    ...(pop3 && isOn(pop3, before.pop3) && { pop3: { ...pop3, port: now.pop3 } }),
    ...(smtp && isOn(smtp, before.smtp) && { smtp: { ...smtp, port: now.smtp } }),
  };
}

function isOn(service: AccountConfig['imap'], port: number): boolean {
  return service?.host === '127.0.0.1' && service.port === port && port > 0;
}
