import { createHash } from 'node:crypto';
import { type Clock, otherWork } from '../../base/clock.ts';
import { MailError, messageOf } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { type Random, randomId } from '../../base/random.ts';
import { canonicalAddress } from '../address.ts';
import { type Directory, isRefusal, sandboxAddress } from '../directory/directory.ts';
import { type Actor, audited } from '../people/trail.ts';
import type { MassMailRefusal, MassMailReport } from '../store/massMails.ts';
import type { Store } from '../store/store.ts';
import type { User } from '../store/users.ts';
import { massMailMessage } from './massMailMessage.ts';

export interface MassMailOptions {
  readonly store: Store;
  readonly directory: Pick<Directory, 'resolve'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** For the address that mass mails are from, where nobody's own is at hand. */
  hostName(): string;
}

export interface MassMail {
  /** All who live here, those named, or all but those named. */
  readonly to: 'all' | 'chosen' | 'except';
  readonly addresses: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Somebody said that the same text shall leave once more. */
  readonly again?: boolean;
}

/** Deliveries that share a transaction and one copy of the text: a search and a sign-in get their turn between. */
const batchSize = 50;

/** Mail from the administration into the INBOX of many, with a report that outlives a restart. */
export class MassMails {
  readonly #options: MassMailOptions;
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  constructor(options: MassMailOptions) {
    this.#options = options;
    options.store.write([], () => options.store.massMails.interrupt());
  }

  /** Newest first. */
  reports(): readonly MassMailReport[] {
    return this.#options.store.massMails.all();
  }

  /** Throws `server.noSuchThing`. */
  report(id: number): MassMailReport {
    const report = this.#options.store.massMails.get(id);
    if (!report) throw new MailError('server.noSuchThing');
    return report;
  }

  /**
   * Begins, and goes on behind the answer; the report tells how far it is. Who is disabled gets none. Throws
   * `server.userUnknown` for a name that is nobody, `server.noRecipients`, `server.massMailRepeated` for a text that left before.
   */
  send(actor: Actor, mail: MassMail): MassMailReport {
    const { store, clock, random, hostName } = this.#options;
    const users = this.#recipients(mail);
    if (users.length === 0) throw new MailError('server.noRecipients', { retry: 'afterUser' });
    const digest = createHash('sha256').update(`${mail.subject}\0${mail.text}`).digest('hex');
    const before = store.massMails.withDigest(digest);
    if (before && !mail.again)
      throw new MailError('server.massMailRepeated', {
        retry: 'afterUser',
        data: { date: new Date(before.at).toISOString(), count: before.delivered },
      });
    const at = clock.now();
    const from = actor.name.includes('@') ? actor.name : `postmaster@${hostName()}`;
    const bytes = massMailMessage({ ...mail, from, at, id: randomId(random) });
    const { subject } = mail;
    const entry = { action: 'massMail.send', target: subject, details: { to: mail.to, total: users.length } };
    const id = audited(store, actor, entry, () =>
      store.massMails.add({ at, actor: actor.name, subject, digest, total: users.length }),
    );
    const run = this.#deliver(id, users, bytes, at).finally(() => this.#running.delete(run));
    this.#running.add(run);
    return this.report(id);
  }

  /** Stops after the deliveries at work; the report says `interrupted`. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#running);
  }

  #recipients({ to, addresses }: MassMail): readonly User[] {
    const { users } = this.#options.store;
    const named = new Set(addresses.map((address) => users.get(canonicalAddress(address)).id));
    const isMeant = ({ id }: User) => to === 'all' || named.has(id) === (to === 'chosen');
    const isHere = ({ address }: User) => address !== sandboxAddress && !users.details(address).disabled;
    return users.all().filter((user) => isMeant(user) && isHere(user));
  }

  async #deliver(id: number, users: readonly User[], bytes: Uint8Array, internalDate: number): Promise<void> {
    const { store, log } = this.#options;
    const refused: MassMailRefusal[] = [];
    let delivered = 0;
    for (let start = 0; start < users.length && !this.#closed; start += batchSize) {
      const fitting = users.slice(start, start + batchSize).filter((user) => this.#fits(user, bytes.length, refused));
      try {
        await store.deliver(fitting.map((user) => ({ user, message: { bytes, flags: [], internalDate } })));
        delivered += fitting.length;
      } catch (error) {
        log.error('massMail.batchFailed', { error });
        for (const { address } of fitting) refused.push({ address, words: messageOf(error) });
      }
      const isLast = start + batchSize >= users.length;
      const state = isLast ? 'done' : this.#closed ? 'interrupted' : 'running';
      store.write([], () => store.massMails.progress(id, { state, delivered, refused }));
      await otherWork();
    }
  }

  /** Somebody without room gets none, as any sender would be told. */
  #fits({ address }: User, size: number, refused: MassMailRefusal[]): boolean {
    const route = this.#options.directory.resolve(address, { bytes: size });
    if (isRefusal(route)) refused.push({ address, words: `${route.code} ${route.status} ${route.words}` });
    return !isRefusal(route);
  }
}
