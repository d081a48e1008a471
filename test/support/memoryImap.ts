/** An IMAP session over the server's own store in memory: no socket, no disk, no waiting. */
import type { Clock } from '../../src/base/clock.ts';
import { disposable } from '../../src/base/dispose.ts';
import { silentLogger } from '../../src/base/log.ts';
import { seededRandom } from '../../src/base/random.ts';
import { ImapSession } from '../../src/server/imap/session.ts';
import type { Peer } from '../../src/server/listen.ts';
import { LoginGuard } from '../../src/server/loginGuard.ts';
import { hashPassword } from '../../src/server/passwords.ts';
import { Sessions } from '../../src/server/sessions/sessions.ts';
import { Store } from '../../src/server/store/store.ts';

/** 2026-01-02T03:04:05Z, the time of every test that does not set its own. */
export const testNow = Date.UTC(2026, 0, 2, 3, 4, 5);

/** Short waits pass at once, long ones (idle timeouts) never end. */
export function quickClock(now = testNow): Clock {
  return {
    now: () => now,
    after(ms, task) {
      if (ms > 1_000) return disposable(() => {});
      const handle = setImmediate(task);
      return disposable(() => clearImmediate(handle));
    },
  };
}

export interface World {
  readonly store: Store;
  readonly sessions: Sessions;
  /** A session of its own; signed in unless told otherwise. */
  connect(options?: { secure?: boolean; plaintextLogin?: boolean; signIn?: boolean }): Promise<MemoryClient>;
}

/** One user, `ann@test` with the password `pw`. */
export async function memoryWorld(): Promise<World> {
  const clock = quickClock();
  const store = new Store({ path: ':memory:', clock });
  store.addUser('ann@test', await hashPassword('pw', seededRandom(1)));
  const guard = new LoginGuard({ store, clock });
  const sessions = new Sessions({ clock });
  const shared = { store, guard, clock, sessions, log: silentLogger };
  return {
    store,
    sessions,
    async connect({ secure = false, plaintextLogin = true, signIn = true } = {}) {
      const client = new MemoryClient(secure);
      const session = new ImapSession(client.peer, { ...shared, plaintextLogin });
      client.attach(session);
      void session.run();
      await client.until(/^\* OK .*\r\n/);
      if (signIn) await client.run('LOGIN ann@test pw');
      return client;
    },
  };
}

/** The client's end: says commands, hears everything until the tagged reply. */
export class MemoryClient {
  readonly peer: Peer;
  closed = false;
  #heard = '';
  #session: ImapSession | undefined;
  #wake: (() => void) | undefined;
  #tag = 0;

  constructor(secure: boolean) {
    const state = { secure };
    this.peer = {
      remoteAddress: '127.0.0.1',
      get secure() {
        return state.secure;
      },
      write: (data) => this.#hear(typeof data === 'string' ? data : Buffer.from(data).toString('latin1')),
      drained: async () => {},
      startTls: () => {
        state.secure = true;
      },
      startCompression: () => {},
      pause() {},
      resume() {},
      end: () => this.#close(),
      destroy: () => this.#close(),
    };
  }

  attach(session: ImapSession): void {
    this.#session = session;
  }

  /** Sends one command and gives the lines of its answer, the tagged one last and without its tag. */
  async run(command: string): Promise<string[]> {
    const tag = `t${++this.#tag}`;
    this.say(`${tag} ${command}\r\n`);
    const heard = await this.until(new RegExp(`(^|\\r\\n)${tag} .*\\r\\n$`));
    return heard
      .replace(new RegExp(`(^|\\r\\n)${tag} `), '$1')
      .trimEnd()
      .split('\r\n');
  }

  /** Sends bytes as they are. */
  say(text: string): void {
    this.#session?.onData(Buffer.from(text, 'utf8'));
  }

  /** Waits until what was heard matches, and takes all of it. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.#heard) && !this.closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const heard = this.#heard;
    this.#heard = '';
    return heard;
  }

  #hear(text: string): void {
    this.#heard += text;
    this.#wake?.();
  }

  #close(): void {
    this.closed = true;
    this.#wake?.();
  }
}

/** A message in the form that APPEND takes, with its literal not waited for. */
export function literal(text: string): string {
  return `{${Buffer.byteLength(text)}+}\r\n${text}`;
}
