import type { Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/dispose.ts';
import { MailError } from '../base/errors.ts';
import { Emitter } from '../base/events.ts';
import { secretWanted } from '../protocol/clientMethods.ts';
import type { SecretRequest } from '../protocol/records.ts';
import { Client, type ClientDependencies } from './client.ts';
import type { ClientDirectory } from './context.ts';
import type { EngineEvent, EngineEvents } from './events.ts';
import { clientsMax, idleExitMs, leaveDelayMs } from './limits.ts';

/** All connections to the engine: hands events out, asks for secrets, and knows when nobody is left. */
export class Clients implements ClientDirectory {
  readonly #clients = new Set<Client>();
  readonly #clock: Clock;
  readonly #onIdle: () => void;
  readonly #secretsAtHand = new Emitter<void>();
  #idleTimer: Disposable;

  /** `onIdle` runs once the last client has been gone for {@link idleExitMs}, or when a client asks the engine to leave. */
  constructor({ clock, events, onIdle }: { clock: Clock; events: EngineEvents; onIdle: () => void }) {
    this.#clock = clock;
    this.#onIdle = onIdle;
    this.#idleTimer = clock.after(idleExitMs, onIdle);
    events.on((event) => this.#deliver(event));
  }

  get count(): number {
    return [...this.#clients].filter((client) => client.joined).length;
  }

  leave(): void {
    this.#clock.after(leaveDelayMs, this.#onIdle); // The one who asked gets its answer first.
  }

  /** Takes a new connection. */
  accept(socket: Socket, dependencies: Omit<ClientDependencies, 'onJoined' | 'onClosed' | 'onNewer'>): void {
    if (this.#clients.size >= clientsMax) {
      socket.destroy();
      return;
    }
    const client = new Client(socket, {
      ...dependencies,
      onJoined: (joined) => {
        this.#idleTimer.dispose();
        // After this turn: the client learns that it is welcome before it is asked anything.
        if (joined.answersSecrets) this.#clock.after(0, () => this.#secretsAtHand.emit()); // Its welcome goes out first.
      },
      onNewer: () => this.leave(),
      onClosed: (gone) => this.#closed(gone),
    });
    this.#clients.add(client);
  }

  /**
   * Asks every client that has a secret store; the first that knows the secret wins. Null: none has it.
   */
  async askSecret(request: SecretRequest): Promise<string | null> {
    const asked = [...this.#clients].filter((client) => client.answersSecrets);
    const answers = asked.map(async (client) => {
      const { secret } = await client.ask(secretWanted, request);
      if (secret === null) throw new MailError('auth.secretMissing');
      return secret;
    });
    return Promise.any(answers).catch(() => null); // Nobody knows it: the account waits.
  }

  /** A client came that may know secrets: whoever waits for one asks again. */
  onSecretsAtHand(listener: () => void): Disposable {
    return this.#secretsAtHand.on(listener);
  }

  close(): void {
    this.#idleTimer.dispose();
    for (const client of [...this.#clients]) client.end();
  }

  #closed(client: Client): void {
    this.#clients.delete(client);
    if (this.count > 0) return;
    this.#idleTimer.dispose();
    this.#idleTimer = this.#clock.after(idleExitMs, this.#onIdle);
  }

  #deliver({ name, payload, audience }: EngineEvent): void {
    const joined = [...this.#clients].filter((client) => client.joined);
    if (audience === 'all') {
      for (const client of joined) client.send(name, payload);
      return;
    }
    const editors = joined.filter((client) => client.isEditor);
    const [first] = editors.sort((a, b) => b.focusedAt - a.focusedAt);
    first?.send(name, payload);
  }
}
