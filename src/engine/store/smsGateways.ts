import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { type Random, randomId } from '../../base/random.ts';
import { checkForm, hostOf } from '../../mail/sms/checkForm.ts';
import {
  type GatewayConfig,
  type GatewayId,
  type GatewayRecord,
  gatewayConfig,
  gatewayId,
} from '../../protocol/sms.ts';
import { gatewaysMax } from '../sms/limits.ts';
import type { Database, Row } from './database.ts';

/** Gateways for text messages in user.db, without their secrets. */
export class SmsGatewayStore {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor({ user, clock, random }: { user: Database; clock: Clock; random: Random }) {
    this.#db = user;
    this.#clock = clock;
    this.#random = random;
  }

  /** In the order in which they were set up. */
  all(): readonly GatewayRecord[] {
    return this.#db.all('SELECT id, config, allowed_host FROM sms_gateway ORDER BY position').map(toRecord);
  }

  find(id: GatewayId): GatewayRecord | undefined {
    return this.all().find((gateway) => gateway.id === id);
  }

  /** Throws `sms.gatewayUnknown`. */
  get(id: GatewayId): GatewayRecord {
    const found = this.find(id);
    if (!found) throw new MailError('sms.gatewayUnknown', { retry: 'afterUser' });
    return found;
  }

  /** Throws `sms.badForm`, `sms.fieldMissing`, `sms.gatewayUnknown`. A host that was allowed stays so while it is the same. */
  save(config: GatewayConfig, id?: GatewayId): GatewayRecord {
    assertUsable(config);
    if (id !== undefined) this.get(id);
    else if (this.all().length >= gatewaysMax) throw new MailError('store.full');
    const own = id ?? gatewayId.parse(`a${randomId(this.#random)}`);
    this.#db.write('sms.gateway', () =>
      this.#db.run(
        `INSERT INTO sms_gateway (id, config, allowed_host, created_at) VALUES (:id, :config, '', :now)
         ON CONFLICT (id) DO UPDATE SET config = excluded.config`,
        { id: own, config: JSON.stringify(config), now: this.#clock.now() },
      ),
    );
    return this.get(own);
  }

  /** A person has seen the host and agrees. */
  allow(id: GatewayId): void {
    const { host } = this.get(id);
    this.#db.write('sms.allow', () =>
      this.#db.run('UPDATE sms_gateway SET allowed_host = :host WHERE id = :id', { id, host }),
    );
  }

  /** Throws `sms.gatewayUnknown`. */
  remove(id: GatewayId): void {
    this.get(id);
    this.#db.write('sms.gatewayRemove', () => this.#db.run('DELETE FROM sms_gateway WHERE id = :id', { id }));
  }
}

function assertUsable({ form, fields }: GatewayConfig): void {
  const problem = checkForm(form);
  if (problem) throw new MailError('sms.badForm', { retry: 'afterUser', data: { gateway: form.name, ...problem } });
  const missing = form.fields.find(({ name, optional }) => !optional && !fields[name]?.trim());
  if (missing) throw new MailError('sms.fieldMissing', { retry: 'afterUser', data: { field: missing.label } });
}

function toRecord(row: Row): GatewayRecord {
  const config = gatewayConfig.parse(JSON.parse(String(row['config'])));
  const host = hostOf(config.form);
  return { id: gatewayId.parse(row['id']), config, host, isAllowed: host !== '' && row['allowed_host'] === host };
}
