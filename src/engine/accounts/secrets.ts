import type { Disposable } from '../../base/dispose.ts';
import { Emitter } from '../../base/events.ts';
import type { AccountId, SecretRequest } from '../../protocol/records.ts';
import type { EngineEvents } from '../events.ts';

export interface SecretBrokerOptions {
  readonly events: EngineEvents;
  /** Asks all clients that keep secrets; the first that knows it wins. Null: none does. */
  readonly ask: (request: SecretRequest) => Promise<string | null>;
}

/**
 * The engine's only knowledge of secrets: in memory, handed over by clients on demand, never written anywhere. One that a
 * server refused is not offered again until a person provides another.
 */
export class SecretBroker {
  readonly #options: SecretBrokerOptions;
  readonly #known = new Map<string, string>();
  readonly #refused = new Map<string, string>();
  readonly #asking = new Map<string, Promise<string | null>>();
  readonly #provided = new Emitter<SecretRequest>();

  constructor(options: SecretBrokerOptions) {
    this.#options = options;
  }

  /** The secret, asked of the clients when it is not known. Null: the account waits, and that is no error of its sign-in. */
  async get(request: SecretRequest): Promise<string | null> {
    const key = keyOf(request);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const asking = this.#asking.get(key) ?? this.#ask(request, key);
    return asking;
  }

  /** A person or a client gave it. Wakes who waits for it. */
  provide(request: SecretRequest, secret: string): void {
    const key = keyOf(request);
    this.#refused.delete(key);
    this.#known.set(key, secret);
    this.#provided.emit(request);
  }

  /** The server refused `secret`: it is forgotten here, and the clients are told to ask for another. */
  refuse(request: SecretRequest, secret: string): void {
    const key = keyOf(request);
    const known = this.#known.get(key);
    if (known !== undefined && known !== secret) return; // Another one was provided meanwhile.
    this.#known.delete(key);
    this.#refused.set(key, secret);
    this.#options.events.send('secretRefused', request);
  }

  /** Forgets all of an account that went. */
  forget(account: AccountId): void {
    for (const service of ['imap', 'smtp', 'sms'] as const) {
      this.#known.delete(keyOf({ account, service }));
      this.#refused.delete(keyOf({ account, service }));
    }
  }

  onProvided(listener: (request: SecretRequest) => void): Disposable {
    return this.#provided.on(listener);
  }

  #ask(request: SecretRequest, key: string): Promise<string | null> {
    const asking = this.#options
      .ask(request)
      .then((secret) => this.#take(key, secret))
      .finally(() => this.#asking.delete(key));
    this.#asking.set(key, asking);
    return asking;
  }

  #take(key: string, secret: string | null): string | null {
    const provided = this.#known.get(key);
    if (provided !== undefined) return provided; // Typed while the stores were asked: newer.
    if (secret === null || secret === this.#refused.get(key)) return null;
    this.#known.set(key, secret);
    return secret;
  }
}

function keyOf({ account, service }: SecretRequest): string {
  return `${account}.${service}`;
}
