import { type Random, seededRandom } from '../base/random.ts';
import { manyMails } from '../mail/sample/manyMails.ts';
import { people } from '../mail/sample/people.ts';
import { type SampleMessage, sampleMail, samplePassword } from '../mail/sample/sampleMail.ts';
import { hashPassword } from './passwords.ts';
import type { Store } from './store/store.ts';
import type { User } from './store/users.ts';

export interface SampleOptions {
  readonly seed: number;
  /** More mails for the first of the sample people; 0 = none. */
  readonly messages: number;
  readonly now: number;
  readonly random: Random;
}

/** Mails of one transaction. */
const batch = 1_000;

/** Puts the sample people and their mail into the store; people who are there already keep what they have. */
export async function fillWithSample(store: Store, { seed, messages, now, random }: SampleOptions): Promise<void> {
  for (const { address, messages: letters } of sampleMail({ random: seededRandom(seed), now })) {
    if (store.users.find(address)) continue;
    const user = store.addUser(address, await hashPassword(samplePassword, random));
    append(store, user, letters);
    if (address === people.alex.address && messages > 0) addMany(store, user, seed, messages);
  }
}

function addMany(store: Store, user: User, seed: number, count: number): void {
  let held: SampleMessage[] = [];
  for (const message of manyMails({ random: seededRandom(seed), count, owner: people.alex })) {
    held.push(message);
    if (held.length < batch) continue;
    append(store, user, held);
    held = [];
  }
  append(store, user, held);
}

function append(store: Store, user: User, messages: readonly SampleMessage[]): void {
  store.write([], () => {
    for (const { mailbox: name, ...message } of messages) {
      const mailbox = store.mailboxes.find(user.id, name) ?? store.mailboxes.create(user.id, name);
      store.mailboxes.subscribe(user.id, name);
      store.messages.append(mailbox.id, message);
    }
  });
}
