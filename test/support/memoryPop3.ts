/** A POP3 session over the server's own store in memory: no socket, no disk, no waiting. */
import type { Clock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { seededRandom } from '../../src/base/random.ts';
import type { Peer } from '../../src/server/listen.ts';
import { LoginGuard } from '../../src/server/loginGuard.ts';
import { hashPassword } from '../../src/server/passwords.ts';
import { Maildrops } from '../../src/server/pop3/maildrop.ts';
import { Pop3Session } from '../../src/server/pop3/session.ts';
import { Sessions } from '../../src/server/sessions/sessions.ts';
import { Store } from '../../src/server/store/store.ts';
import { quickClock } from './memoryImap.ts';

export interface Pop3World {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly guard: LoginGuard;
  /** Puts messages into Ann's INBOX. */
  deliver(...texts: string[]): Promise<void>;
  /** What is in Ann's INBOX, by its bytes. */
  inbox(): string[];
  connect(options?: { secure?: boolean; plaintextLogin?: boolean; signIn?: boolean }): Promise<Pop3Client>;
}

/** One user, `ann@test` with the password `pw`. */
export async function pop3World({ clock = quickClock() }: { clock?: Clock } = {}): Promise<Pop3World> {
  const store = new Store({ path: ':memory:', clock });
  const ann = store.addUser('ann@test', await hashPassword('pw', seededRandom(1)));
  const inbox = store.mailboxes.get(ann.id, 'INBOX').id;
  const guard = new LoginGuard({ store, clock });
  const sessions = new Sessions({ clock });
  const greetings = { welcome: () => 'hello' };
  const maildrops = new Maildrops({ store });
  return {
    store,
    sessions,
    guard,
    async deliver(...texts) {
      for (const text of texts) {
        const message = { bytes: Buffer.from(text, 'latin1'), flags: [], internalDate: clock.now() };
        await store.deliver([{ user: ann, message }]);
      }
    },
    inbox: () =>
      store.messages.uids(inbox).map((uid) => Buffer.from(store.messages.bytes(inbox, uid) ?? []).toString('latin1')),
    async connect({ secure = false, plaintextLogin = true, signIn = true } = {}) {
      const client = new Pop3Client(secure);
      const session = new Pop3Session(client.peer, {
        maildrops,
        guard,
        sessions,
        greetings,
        clock,
        log: silentLogger,
        plaintextLogin,
      });
      client.attach(session);
      void session.run();
      await client.line();
      if (signIn) {
        await client.run('USER ann@test');
        await client.run('PASS pw');
      }
      return client;
    },
  };
}

/** The client's end. */
export class Pop3Client {
  readonly peer: Peer;
  closed = false;
  /** The connection went over to TLS. */
  secure: boolean;
  paused = false;
  #heard = '';
  #session: Pop3Session | undefined;
  #wake: (() => void) | undefined;

  constructor(secure: boolean) {
    this.secure = secure;
    const isSecure = () => this.secure;
    this.peer = {
      remoteAddress: '127.0.0.1',
      get secure() {
        return isSecure();
      },
      write: (data) => this.#hear(typeof data === 'string' ? data : Buffer.from(data).toString('latin1')),
      drained: async () => {},
      startCompression: () => {},
      startTls: () => {
        this.secure = true;
        this.#wake?.();
      },
      pause: () => {
        this.paused = true;
      },
      resume: () => {
        this.paused = false;
      },
      end: () => this.#close(),
      destroy: () => this.#close(),
    };
  }

  attach(session: Pop3Session): void {
    this.#session = session;
  }

  /** Waits until the server ended the connection. */
  async ended(): Promise<void> {
    while (!this.closed) await this.#news();
  }

  /** Waits until the connection went over to TLS. */
  async secured(): Promise<void> {
    while (!this.secure) await this.#news();
  }

  /** Sends a command and gives its first line. */
  run(command: string): Promise<string> {
    this.say(`${command}\r\n`);
    return this.line();
  }

  /** Sends a command whose answer has several lines; gives all before the ending dot as they came. */
  async runMany(command: string): Promise<string[]> {
    const lines = [await this.run(command)];
    while (lines[0]?.startsWith('+OK')) {
      const line = await this.line();
      if (line === '.') break;
      lines.push(line);
    }
    return lines;
  }

  /** Sends bytes as they are. */
  say(text: string): void {
    this.#session?.onData(Buffer.from(text, 'utf8'));
  }

  /** The link breaks: the server hears of it as of a reset. */
  cut(): void {
    this.closed = true;
    this.#session?.onClose();
    this.#wake?.();
  }

  /** The next line without its CRLF; empty once the connection is gone. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#heard.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#heard.slice(0, end);
        this.#heard = this.#heard.slice(end + 2);
        return line;
      }
      if (this.closed) return '';
      await this.#news();
    }
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #hear(text: string): void {
    this.#heard += text;
    this.#wake?.();
  }

  #close(): void {
    this.closed = true;
    this.#session?.onClose();
    this.#wake?.();
  }
}
