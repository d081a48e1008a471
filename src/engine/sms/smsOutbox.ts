import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableList } from '../../base/dispose.ts';
import { MailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { type Random, randomId } from '../../base/random.ts';
import {
  type GatewayId,
  type SmsDraft,
  type SmsId,
  type SmsLogLine,
  type SmsRecord,
  smsId,
} from '../../protocol/sms.ts';
import type { SecretBroker } from '../accounts/secrets.ts';
import type { EngineEvents } from '../events.ts';
import { hasNoRoom } from '../outbox/failure.ts';
import type { EngineService } from '../service.ts';
import type { SmsStore } from '../store/sms.ts';
import type { SmsGatewayStore } from '../store/smsGateways.ts';
import { readySms } from './checkDraft.ts';
import type { GatewayClient } from './gatewayClient.ts';
import { readSecrets } from './gatewaySecrets.ts';
import { smsListedMs, smsMaxItems, smsRememberedMs, smsSecretRetryMs } from './limits.ts';
import { recordOf, type SmsItem, type SmsOutcome, stateOf } from './smsItem.ts';
import { begin, cancel, due, expire, hurry, leave, recover, resolve, retry, settle, waitFor } from './transitions.ts';

export interface SmsOutboxDependencies {
  readonly store: SmsStore;
  readonly gateways: SmsGatewayStore;
  readonly client: Pick<GatewayClient, 'send'>;
  readonly secrets: Pick<SecretBroker, 'get' | 'refuse'>;
  readonly events: EngineEvents;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export interface SendRequest {
  readonly gateway: GatewayId;
  readonly draft: SmsDraft;
  readonly template: string;
  readonly undoMs: number;
  readonly allowHost?: string | undefined;
}

/**
 * Text messages on their way: one request of a gateway is under way at a time, one for each number. Each change is durable
 * before it is shown; a request that may have left without a clear answer is in doubt and never sent again by itself.
 */
export class SmsOutbox implements EngineService {
  readonly #deps: SmsOutboxDependencies;
  readonly #running = new Map<GatewayId, Promise<void>>();
  readonly #waiting = new Map<GatewayId, 'secret' | 'refused'>();
  readonly #timers = new DisposableList();
  readonly #stop = new AbortController();
  #nextLook: Disposable | undefined;
  #stopping = false;

  constructor(dependencies: SmsOutboxDependencies) {
    this.#deps = dependencies;
  }

  /** Decides about what an engine before this one left behind, then sends. */
  start(): void {
    const { store, clock, log } = this.#deps;
    const now = clock.now();
    for (const item of store.unfinished()) {
      const after = recover(item, now);
      store.save(item, after);
      if (after !== item) log.info('sms.recovered', { id: item.id, from: stateOf(item), to: stateOf(after) });
    }
    try {
      store.forgetBefore(now - smsRememberedMs);
    } catch (error) {
      if (!hasNoRoom(error)) throw error; // Housekeeping: a full disk must not keep the engine from starting over it.
    }
    this.#look();
  }

  async stop({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    this.#nextLook?.dispose();
    this.#timers.dispose();
    const cut = () => this.#stop.abort();
    if (signal.aborted) cut();
    signal.addEventListener('abort', cut, { once: true });
    this.#stopping = true;
    await Promise.allSettled([...this.#running.values()]); // An aborted exchange ends at once.
  }

  /** Oldest first: all that isn't finished, and what was finished in the last days. */
  list(): readonly SmsRecord[] {
    const since = this.#deps.clock.now() - smsListedMs;
    const isShown = (item: SmsItem) => !['sent', 'cancelled'].includes(stateOf(item)) || item.finishedAt > since;
    return this.#deps.store.all().filter(isShown).map(recordOf);
  }

  /** Throws as `sms.send` says. */
  send({ gateway: id, draft, template, undoMs, allowHost }: SendRequest): SmsRecord {
    const { gateways, store, clock, random } = this.#deps;
    const gateway = gateways.get(id);
    const { numbers, text, check } = readySms(gateway.config, draft, template);
    if (!gateway.isAllowed) {
      if (allowHost !== gateway.host)
        throw new MailError('sms.hostNotAllowed', { retry: 'afterUser', data: { host: gateway.host } });
      gateways.allow(id);
    }
    if (store.count() >= smsMaxItems) throw new MailError('store.full');
    const now = clock.now();
    const item: SmsItem = {
      id: smsId.parse(`s${randomId(random)}`),
      gateway: id,
      gatewayName: gateway.config.name,
      text,
      template: template.trim(),
      values: check.variables.map((name) => [name, draft.values[name] ?? '']),
      parts: check.parts,
      held: undoMs > 0,
      targets: numbers.map((number) => ({ number, state: 'pending', gatewayRef: '', failure: null, leftAt: 0 })),
      createdAt: now,
      queuedAt: now,
      dueAt: now + undoMs,
      attempts: 0,
      finishedAt: 0,
    };
    store.insert(item);
    this.#emit(item.id);
    this.#look();
    return recordOf(this.#get(item.id));
  }

  /** Throws `sms.unknown`, `sms.tooLate`. */
  cancel(id: SmsId): SmsRecord {
    const item = this.#get(id);
    return this.#change(item, cancel(item, this.#deps.clock.now()));
  }

  /** Throws `sms.unknown`, `sms.tooLate`. */
  retry(id: SmsId): SmsRecord {
    const item = this.#get(id);
    this.#waiting.delete(item.gateway);
    return this.#change(item, retry(item, this.#deps.clock.now()));
  }

  /** Throws `sms.unknown`. */
  resolve(id: SmsId, decision: 'sendAgain' | 'arrived'): SmsRecord {
    const item = this.#get(id);
    if (stateOf(item) !== 'inDoubt') return recordOf(item);
    this.#waiting.delete(item.gateway);
    return this.#change(item, resolve(item, decision, this.#deps.clock.now()));
  }

  /** Throws `sms.unknown`, `sms.tooLate` for what is still on its way or in doubt. */
  remove(id: SmsId): void {
    const state = stateOf(this.#get(id));
    if (state !== 'sent' && state !== 'failed' && state !== 'cancelled') throw new MailError('sms.tooLate');
    this.#deps.store.hide(id);
    this.#emit(id);
  }

  /** Throws `sms.unknown`. */
  log(id: SmsId): readonly SmsLogLine[] {
    return this.#deps.store.log(this.#get(id).id);
  }

  /** A secret was given or a gateway changed: what waited for it is tried now. */
  wake(gateway: GatewayId): void {
    this.#waiting.delete(gateway);
    for (const item of this.#deps.store.unfinished())
      if (item.gateway === gateway) this.#change(item, hurry(item, this.#deps.clock.now()));
    this.#look();
  }

  /** Somebody came who may know the secrets that are waited for. */
  wakeAll(): void {
    for (const [gateway, reason] of this.#waiting) if (reason === 'secret') this.wake(gateway);
  }

  /** A gateway went: nothing more leaves through it. */
  gatewayRemoved(gateway: GatewayId): void {
    const { store, clock } = this.#deps;
    for (const item of store.unfinished()) {
      const waits = item.gateway === gateway && item.targets.some(({ state }) => state === 'pending');
      if (waits) this.#change(item, cancel(item, clock.now()));
    }
    this.#waiting.delete(gateway);
  }

  /** Starts what is due, and looks again when the next is. */
  #look(): void {
    if (this.#stopping) return;
    const { store, clock } = this.#deps;
    const now = clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const item of store.unfinished()) {
      const after = expire(due(item, now), now);
      this.#save(item, after);
      const state = stateOf(after);
      if (state !== 'held' && state !== 'queued') continue;
      if (after.dueAt > now) next = Math.min(next, after.dueAt);
      else if (!this.#running.has(item.gateway) && !this.#waiting.has(item.gateway)) this.#begin(item.gateway);
    }
    this.#nextLook?.dispose();
    this.#nextLook = next === Number.POSITIVE_INFINITY ? undefined : clock.after(next - now, () => this.#look());
  }

  #begin(gateway: GatewayId): void {
    const work = this.#run(gateway)
      .catch((error: unknown) => {
        if (!hasNoRoom(error)) {
          this.#deps.log.error('sms.defect', { gateway, error });
          throw error; // A wrong state must not go on: the engine ends, and what is on disk is read anew.
        }
        this.#wait(gateway, 'secret'); // A full disk is waited for, as a missing secret is.
      })
      .finally(() => {
        this.#running.delete(gateway);
        this.#look();
      });
    this.#running.set(gateway, work);
  }

  /** Sends what is due at one gateway, number by number, until nothing is or it has to wait. */
  async #run(id: GatewayId): Promise<void> {
    const { store, clock, gateways, secrets: broker } = this.#deps;
    while (!this.#stopping) {
      const now = clock.now();
      const item = store
        .unfinished()
        .find((one) => one.gateway === id && stateOf(one) === 'queued' && one.dueAt <= now);
      if (!item) return;
      const gateway = gateways.find(id);
      if (!gateway) {
        this.#save(item, cancel(item, now));
        continue;
      }
      const stored = gateway.config.form.secrets.length > 0 ? await broker.get({ account: id, service: 'sms' }) : '';
      const secrets = readSecrets(gateway, stored);
      if (secrets === null) return this.#wait(id, 'secret', gateway.config.name);
      const current = this.#get(item.id);
      const index = current.targets.findIndex(({ state }) => state === 'pending');
      if (index < 0) continue; // Taken back while the secret was asked for.
      const code = await this.#sendOne(current, index, secrets);
      if (code !== 'sms.badKey' || stored === null) continue;
      broker.refuse({ account: id, service: 'sms' }, stored);
      return this.#wait(id, 'refused', gateway.config.name);
    }
  }

  /** One request. The code of its failure; '' when it was sent. */
  async #sendOne(item: SmsItem, index: number, secrets: { readonly [name: string]: string }): Promise<string> {
    const { store, clock, random, client, gateways, log } = this.#deps;
    const { id, text, template, values } = item;
    const number = item.targets[index]?.number ?? '';
    const lines: SmsLogLine[] = [];
    this.#save(item, begin(item, index));
    let outcome: SmsOutcome;
    try {
      outcome = await client.send({
        gateway: gateways.get(item.gateway),
        message: { number, text, template, values },
        secrets,
        beforeLeaving: () => this.#save(this.#get(id), leave(this.#get(id), index, clock.now())),
        log: (side, said) => lines.push({ at: clock.now(), side, text: said }),
        signal: this.#stop.signal,
      });
    } catch (error) {
      // It stayed here: user.db could not take the mark.
      if (!hasNoRoom(error)) throw error;
      const failure = { code: error.code, retry: 'later', data: {} } as const;
      outcome = { state: 'deferred', failure };
    }
    const before = this.#get(id);
    this.#save(before, settle(before, index, outcome, clock.now(), random));
    store.addLog(id, lines);
    const code = outcome.state === 'sent' ? '' : outcome.failure.code;
    log.info('sms.asked', { id, state: outcome.state, errorCode: code });
    return code;
  }

  #wait(gateway: GatewayId, reason: 'secret' | 'refused', name?: string): void {
    if (this.#stopping) return;
    this.#waiting.set(gateway, reason);
    const missing = {
      code: 'sms.secretMissing',
      retry: 'afterUser',
      data: { gateway: name ?? '', account: gateway },
    } as const;
    for (const item of this.#deps.store.unfinished())
      if (name !== undefined && item.gateway === gateway) this.#save(item, waitFor(item, missing));
    const timer = this.#deps.clock.after(smsSecretRetryMs, () => {
      this.#timers.remove(timer);
      if (this.#waiting.get(gateway) === 'secret') this.wake(gateway);
      else this.#look();
    });
    this.#timers.add(timer);
  }

  #change(before: SmsItem, after: SmsItem): SmsRecord {
    this.#save(before, after);
    this.#look();
    return recordOf(this.#get(before.id));
  }

  #save(before: SmsItem, after: SmsItem): void {
    if (before === after) return;
    this.#deps.store.save(before, after);
    this.#emit(before.id);
  }

  #emit(id: SmsId): void {
    this.#deps.events.send('smsChanged', { id });
  }

  #get(id: SmsId): SmsItem {
    const item = this.#deps.store.find(id);
    if (!item) throw new MailError('sms.unknown', { retry: 'afterUser' });
    return item;
  }
}
