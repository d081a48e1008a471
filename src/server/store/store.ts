import { type Clock, systemClock } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import { Emitter } from '../../base/events.ts';
import type { PasswordHash } from '../passwords.ts';
import { AliasStore } from './aliases.ts';
import { AuditStore } from './audit.ts';
import { BanStore } from './bans.ts';
import { CaptureStore } from './captures.ts';
import { Database, type Outlives } from './database.ts';
import { DigestStore } from './digests.ts';
import { DomainStore } from './domains.ts';
import { FilterStore } from './filters.ts';
import { GroupCommit } from './groupCommit.ts';
import { InvitationStore } from './invitations.ts';
import { LoginStore } from './logins.ts';
import { firstMailboxes, type Mailbox, MailboxStore } from './mailboxes.ts';
import { MassMailStore } from './massMails.ts';
import { MessageStore, type NewMessage } from './messages.ts';
import { QueueStore } from './queue.ts';
import { mail } from './schema/0001-mail.ts';
import { people } from './schema/0002-people.ts';
import { sandbox } from './schema/0004-sandbox.ts';
import { imap } from './schema/0005-imap.ts';
import { services } from './schema/0006-services.ts';
import { stamp } from './schema/0007-stamp.ts';
import { massMail } from './schema/0008-mass-mail.ts';
import { queue } from './schema/0009-queue.ts';
import { ServiceChoices } from './serviceChoices.ts';
import { SettingStore } from './settings.ts';
import { type User, UserStore } from './users.ts';

export interface StoreOptions {
  /** A file, or `:memory:` for tests: the same code without a disk. */
  readonly path: string;
  readonly clock?: Clock;
  /** Default `powerLoss`. */
  readonly outlives?: Outlives;
}

/** A mail for one user: for INBOX unless another mailbox is named, which is made where it is missing. */
export interface NewDelivery {
  readonly user: User;
  readonly mailbox?: string;
  readonly message: NewMessage;
}

/** Where a copy of a mail lies. */
export interface Placed {
  readonly mailboxId: number;
  readonly uid: number;
}

/** The server's users, mailboxes and messages. Mailboxes that changed are told after the commit, by id. */
export class Store implements Disposable {
  readonly users: UserStore;
  readonly mailboxes: MailboxStore;
  readonly messages: MessageStore;
  readonly digests: DigestStore;
  readonly services: ServiceChoices;
  readonly massMails: MassMailStore;
  readonly captures: CaptureStore;
  readonly queue: QueueStore;
  readonly domains: DomainStore;
  readonly aliases: AliasStore;
  readonly filters: FilterStore;
  readonly bans: BanStore;
  readonly invitations: InvitationStore;
  readonly settings: SettingStore;
  readonly audit: AuditStore;
  readonly logins: LoginStore;
  readonly changed = new Emitter<number>();
  readonly #db: Database;
  /** Who delivers says so before, so that deliveries which come together share a transaction. */
  readonly deliveries: GroupCommit;

  /** Throws `store.newer`, `store.damaged`. */
  constructor({ path, clock = systemClock, outlives = 'powerLoss' }: StoreOptions) {
    this.#db = new Database(path, [mail, people, sandbox, imap, services, stamp, massMail, queue], outlives);
    this.deliveries = new GroupCommit({
      clock,
      commit: (change) => {
        const touched: number[] = [];
        this.write(touched, () => change(touched));
      },
    });
    this.users = new UserStore({ db: this.#db, clock });
    this.domains = new DomainStore({ db: this.#db, clock });
    this.aliases = new AliasStore({ db: this.#db, clock });
    this.filters = new FilterStore({ db: this.#db, clock });
    this.bans = new BanStore({ db: this.#db });
    this.invitations = new InvitationStore({ db: this.#db, clock });
    this.settings = new SettingStore({ db: this.#db });
    this.audit = new AuditStore({ db: this.#db, clock });
    this.logins = new LoginStore({ db: this.#db, clock });
    this.mailboxes = new MailboxStore({ db: this.#db, clock });
    this.services = new ServiceChoices({ db: this.#db });
    this.massMails = new MassMailStore({ db: this.#db });
    this.captures = new CaptureStore({ db: this.#db });
    this.queue = new QueueStore({ db: this.#db });
    this.messages = new MessageStore({ db: this.#db, mailboxes: this.mailboxes });
    this.digests = new DigestStore({ db: this.#db });
  }

  /** One transaction, on disk when this returns. `touched`: mailboxes whose sessions look again. */
  write<T>(touched: readonly number[], change: () => T): T {
    return this.#db.write(() => {
      this.logins.writeHeld();
      const result = change();
      for (const mailboxId of new Set(touched)) this.#db.afterCommit(() => this.changed.emit(mailboxId));
      return result;
    });
  }

  /** A user with the mailboxes that mail programs expect. Throws `server.userExists`. */
  addUser(address: string, password: PasswordHash): User {
    return this.write([], () => this.addUserWithin(address, password));
  }

  /** {@link addUser} inside somebody's transaction. */
  addUserWithin(address: string, password: PasswordHash): User {
    const user = this.users.add(address, password);
    for (const { name, specialUse } of firstMailboxes) {
      this.mailboxes.create(user.id, name, specialUse);
      this.mailboxes.subscribe(user.id, name);
    }
    return user;
  }

  /**
   * Delivers to several users: all have it, or none; a content that they share is stored once. On disk when this
   * resolves, in one transaction with what came at the same moment, and with what `also` writes about the copies; that
   * may run again. `contents`: which of them are stored, by their bytes. Throws `mailbox.unknown` for a user who is gone.
   */
  deliver(
    deliveries: readonly NewDelivery[],
    also: (copies: readonly Placed[], touched: number[], contents: Map<Uint8Array, number>) => void = () => {},
  ): Promise<void> {
    return this.deliveries.add((touched) => {
      const contents = new Map<Uint8Array, number>();
      const copies = deliveries.map(({ user, mailbox = 'INBOX', message }) => {
        const { id } = this.mailboxes.find(user.id, mailbox) ?? this.#makeMailbox(user.id, mailbox);
        touched.push(id);
        return { mailboxId: id, uid: this.messages.append(id, message, contents) };
      });
      also(copies, touched, contents);
    });
  }

  #makeMailbox(userId: number, name: string): Mailbox {
    if (name === 'INBOX') return this.mailboxes.get(userId, name);
    this.mailboxes.subscribe(userId, name);
    return this.mailboxes.create(userId, name);
  }

  dispose(): void {
    this.logins.flush();
    this.changed.dispose();
    this.#db.close();
  }
}
