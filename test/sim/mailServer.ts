/** The other side of a simulation: our own IMAP server over a store in memory, which a test may look into and change. */
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Clock } from '../../src/base/clock.ts';
import { disposable } from '../../src/base/dispose.ts';
import { silentLogger } from '../../src/base/log.ts';
import { startImapServer } from '../../src/server/imap/imapServer.ts';
import { LoginGuard, type LoginResult, type SignIn } from '../../src/server/loginGuard.ts';
import { Sessions } from '../../src/server/sessions/sessions.ts';
import { Store } from '../../src/server/store/store.ts';
import type { ServerMessage, ServerTruth } from './assertConsistent.ts';

export const person = 'ann@example.test';

export interface MailServer extends AsyncDisposable {
  readonly port: number;
  readonly truth: ServerTruth;
  /** As a mail from outside, or another client's APPEND; gives the UID. */
  append(mailbox: string, bytes: Uint8Array, flags?: readonly string[]): number;
  /** What another client does. */
  flag(mailbox: string, uids: readonly number[], mode: 'add' | 'remove', flags: readonly string[]): void;
  expunge(mailbox: string, uids: readonly number[]): void;
  uids(mailbox: string): readonly number[];
  createMailbox(name: string): void;
  deleteMailbox(name: string): void;
}

/** Starts an empty server for {@link person}; any password is right, because scrypt would be most of a run's time. With `tls` it speaks it from the first byte. */
export async function startMailServer(now: () => number, tls?: SecureContext): Promise<MailServer> {
  const clock: Clock = { now, after: () => disposable(() => {}) }; // Its own idle timers never end a session.
  const store = new Store({ path: ':memory:', clock });
  const user = store.addUser(person, { salt: new Uint8Array(16), hash: new Uint8Array(32) });
  const service = await startImapServer({
    ...{ host: '127.0.0.1', port: 0, implicitTls: tls !== undefined, plaintextLogin: true },
    ...{ store, clock, log: silentLogger, tls: tls ?? createSecureContext(), sessions: new Sessions({ clock }) },
    compression: false, // What is said has to be read, cut and replaced on its way.
    guard: new OpenGuard({ store, clock }),
  });
  const idOf = (mailbox: string) => store.mailboxes.get(user.id, mailbox).id;
  const change = (mailbox: string, work: (id: number) => void) => {
    const id = idOf(mailbox);
    store.write([id], () => work(id));
  };
  return {
    port: service.port,
    truth: { read: () => Promise.resolve(readTruth(store, user.id)) },
    append(mailbox, bytes, flags = []) {
      let uid = 0;
      change(mailbox, (id) => {
        uid = store.messages.append(id, { bytes, flags, internalDate: now() });
      });
      return uid;
    },
    flag: (mailbox, uids, mode, flags) => change(mailbox, (id) => void store.messages.store(id, uids, mode, flags)),
    expunge: (mailbox, uids) => change(mailbox, (id) => store.messages.expunge(id, uids)),
    uids: (mailbox) => store.messages.uids(idOf(mailbox)),
    createMailbox: (name) => void store.write([], () => store.mailboxes.create(user.id, name)),
    deleteMailbox: (name) => {
      const id = idOf(name);
      store.write([id], () => store.mailboxes.remove(user.id, name));
    },
    async [Symbol.asyncDispose]() {
      await service.close();
      store.dispose();
    },
  };
}

class OpenGuard extends LoginGuard {
  readonly #accounts: Store;

  constructor(options: { store: Store; clock: Clock }) {
    super(options);
    this.#accounts = options.store;
  }

  override logIn({ name }: SignIn): Promise<LoginResult> {
    const user = this.#accounts.users.find(name);
    return Promise.resolve(user ? { user } : 'wrong');
  }
}

function readTruth(store: Store, userId: number): ReadonlyMap<string, readonly ServerMessage[]> {
  const truth = new Map<string, readonly ServerMessage[]>();
  for (const { id, name, uidValidity } of store.mailboxes.all(userId)) {
    const messages = store.messages.uids(id).map((uid): ServerMessage => {
      const bytes = Buffer.from(store.messages.bytes(id, uid) ?? []).toString('latin1');
      const messageId = /^Message-ID:\s*(<[^>\r\n]+>)/im.exec(bytes)?.[1] ?? '';
      return { uid, uidValidity, messageId, flags: store.messages.head(id, uid)?.flags ?? [] };
    });
    truth.set(name, messages);
  }
  return truth;
}
