import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import type { Logger } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import type { SecretBroker } from '../accounts/secrets.ts';
import type { EngineEvents } from '../events.ts';
import type { Database } from '../store/database.ts';
import { SmsStore } from '../store/sms.ts';
import { SmsGatewayStore } from '../store/smsGateways.ts';
import { GatewayClient } from './gatewayClient.ts';
import { SmsOutbox } from './smsOutbox.ts';

export interface SmsParts {
  readonly smsGateways: SmsGatewayStore;
  readonly smsOutbox: SmsOutbox;
}

interface SmsNeeds {
  readonly clients: { onSecretsAtHand(listener: () => void): Disposable };
  readonly user: Database;
  readonly secrets: SecretBroker;
  readonly events: EngineEvents;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** Text messages over their gateways, woken by secrets. */
export function createSms(parts: SmsNeeds): SmsParts {
  const smsGateways = new SmsGatewayStore(parts);
  const client = new GatewayClient(parts);
  const smsOutbox = new SmsOutbox({ ...parts, store: new SmsStore(parts.user), gateways: smsGateways, client });
  parts.clients.onSecretsAtHand(() => smsOutbox.wakeAll());
  parts.secrets.onProvided(({ account, service }) => service === 'sms' && smsOutbox.wake(account));
  return { smsGateways, smsOutbox };
}
