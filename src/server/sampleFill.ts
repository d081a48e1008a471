import { type Random, seededRandom } from '../base/random.ts';
import { sampleMail, samplePassword } from '../mail/sample/sampleMail.ts';
import { hashPassword } from './passwords.ts';
import type { Store } from './store/store.ts';

/** Puts the sample people and their mail into the store; people who are there already keep what they have. */
export async function fillWithSample(
  store: Store,
  seed: number,
  { now, random }: { now: number; random: Random },
): Promise<void> {
  for (const { address, messages } of sampleMail({ random: seededRandom(seed), now })) {
    if (store.users.find(address)) continue;
    const user = store.addUser(address, await hashPassword(samplePassword, random));
    store.write([], () => {
      for (const { mailbox: name, ...message } of messages) {
        const mailbox = store.mailboxes.find(user.id, name) ?? store.mailboxes.create(user.id, name);
        store.mailboxes.subscribe(user.id, name);
        store.messages.append(mailbox.id, message);
      }
    });
  }
}
