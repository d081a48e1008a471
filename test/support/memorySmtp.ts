/** SMTP sessions over the server's own store in memory: no socket, no disk, no waiting. */
import type { Clock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { seededRandom } from '../../src/base/random.ts';
import { Directory } from '../../src/server/directory/directory.ts';
import type { Peer, PeerHandlers } from '../../src/server/listen.ts';
import { LoginGuard } from '../../src/server/loginGuard.ts';
import { hashPassword } from '../../src/server/passwords.ts';
import { Greetings } from '../../src/server/services/greetings.ts';
import { type SessionLine, Sessions } from '../../src/server/sessions/sessions.ts';
import { HeldBytes } from '../../src/server/smtp/content.ts';
import type { SmtpSettings } from '../../src/server/smtp/context.ts';
import { Delivery } from '../../src/server/smtp/delivery.ts';
import { SmtpSession } from '../../src/server/smtp/session.ts';
import { Store } from '../../src/server/store/store.ts';
import { quickClock } from './memoryImap.ts';

export interface SmtpWorldOptions {
  readonly sandbox?: boolean;
  readonly plaintextLogin?: boolean;
  readonly clock?: Clock;
  readonly settings?: Partial<SmtpSettings>;
}

export interface SmtpWorld {
  readonly store: Store;
  readonly sessions: Sessions;
  /** All that was told of sessions. */
  readonly said: readonly SessionLine[];
  readonly settings: SmtpSettings;
  connect(options?: { readonly secure?: boolean; readonly held?: HeldBytes }): SmtpClient;
  /** The mails in somebody's INBOX, oldest first. */
  inbox(address: string): string[];
}

/** Users `ann@test`, `bob@test` and `用户@test`, all with the password `pw`; in the sandbox its catch-all too. */
export async function smtpWorld(options: SmtpWorldOptions = {}): Promise<SmtpWorld> {
  const { sandbox = false, plaintextLogin = true, clock = quickClock() } = options;
  const store = new Store({ path: ':memory:', clock });
  const password = await hashPassword('pw', seededRandom(1));
  for (const address of ['ann@test', 'bob@test', '用户@test', ...(sandbox ? ['sandbox@localhost'] : [])])
    store.addUser(address, password);
  const sessions = new Sessions({ clock });
  const said: SessionLine[] = [];
  sessions.onSaid((line) => said.push(line));
  const settings: SmtpSettings = {
    ...{ sandbox, plaintextLogin, sessions, clock, log: silentLogger },
    guard: new LoginGuard({ store, clock }),
    greetings: new Greetings({ store }),
    delivery: new Delivery({ store, directory: new Directory({ store, sandbox }) }),
    ...options.settings,
  };
  return {
    ...{ store, sessions, said, settings },
    connect: ({ secure = false, held = new HeldBytes() } = {}) => new SmtpClient(settings, secure, held),
    inbox(address) {
      const { id } = store.mailboxes.get(store.users.get(address).id, 'INBOX');
      return store.messages.uids(id).map((uid) => Buffer.from(store.messages.bytes(id, uid) ?? []).toString('latin1'));
    },
  };
}

/** The client's end: says lines, hears replies. */
export class SmtpClient {
  closed = false;
  /** The server took the connection over to TLS. */
  secure: boolean;
  readonly session: SmtpSession & PeerHandlers;
  #heard = '';
  #wake: (() => void) | undefined;

  constructor(settings: SmtpSettings, secure: boolean, held: HeldBytes) {
    this.secure = secure;
    const isSecure = () => this.secure;
    const peer: Peer = {
      remoteAddress: '127.0.0.1',
      get secure() {
        return isSecure();
      },
      write: (data) => this.#hear(typeof data === 'string' ? data : Buffer.from(data).toString('utf8')),
      drained: async () => {},
      startTls: () => {
        this.secure = true;
      },
      startCompression() {},
      pause() {},
      resume() {},
      end: () => this.#close(),
      destroy: () => this.#close(),
    };
    this.session = new SmtpSession(peer, settings, { held, onClosed: () => {} });
    this.session.start();
  }

  /** Sends bytes as they are; a string goes as UTF-8. */
  send(data: Uint8Array | string): void {
    if (!this.closed) this.session.onData(Buffer.from(data));
  }

  /** Sends a line and gives the whole reply, its lines joined by LF; '' when the connection has ended instead. */
  say(line: string): Promise<string> {
    this.send(`${line}\r\n`);
    return this.reply();
  }

  /** The next reply. */
  async reply(): Promise<string> {
    for (;;) {
      const found = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(this.#heard);
      if (found) {
        this.#heard = this.#heard.slice(found[0].length);
        return found[0].trimEnd().replaceAll('\r\n', '\n');
      }
      if (this.closed) return '';
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** What came and was not read. */
  get unread(): string {
    return this.#heard;
  }

  /** The client's own end of the connection goes. */
  vanish(): void {
    this.closed = true;
    this.session.onClose();
  }

  /** Greets and signs in as ann. */
  async signIn(): Promise<void> {
    await this.reply();
    await this.say('EHLO client.test');
    await this.say(`AUTH PLAIN ${Buffer.from('\0ann@test\0pw').toString('base64')}`);
  }

  #hear(text: string): void {
    this.#heard += text;
    this.#wake?.();
  }

  #close(): void {
    if (this.closed) return;
    this.closed = true;
    this.session.onClose();
    this.#wake?.();
  }
}
