import type { Mailbox } from '../store/mailboxes.ts';
import type { Store } from '../store/store.ts';

/** A name as LIST shows it: a mailbox, a level above one, or what somebody subscribed to and is gone. */
export interface Listed {
  readonly name: string;
  readonly mailbox: Mailbox | undefined;
  readonly attributes: readonly string[];
  readonly subscribed: boolean;
  readonly special: boolean;
}

/** A user's names, INBOX first. `gone`: with those that are only subscribed. */
export function listedMailboxes(store: Store, userId: number, gone: boolean): Listed[] {
  const existing = new Map(store.mailboxes.all(userId).map((mailbox) => [mailbox.name, mailbox]));
  const subscribed = new Set(store.mailboxes.subscriptions(userId));
  const parents = new Set<string>();
  for (const name of existing.keys()) {
    for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) parents.add(name.slice(0, at));
  }
  const names = new Set([...existing.keys(), ...parents, ...(gone ? subscribed : [])]);
  return [...names].sort(inboxFirst).map((name) => {
    const mailbox = existing.get(name);
    const attributes = [parents.has(name) ? '\\HasChildren' : '\\HasNoChildren'];
    if (!mailbox) attributes.push(parents.has(name) ? '\\Noselect' : '\\NonExistent');
    if (mailbox?.specialUse) attributes.push(mailbox.specialUse);
    return { name, mailbox, attributes, subscribed: subscribed.has(name), special: Boolean(mailbox?.specialUse) };
  });
}

function inboxFirst(a: string, b: string): number {
  if (a === 'INBOX' || b === 'INBOX') return a === b ? 0 : a === 'INBOX' ? -1 : 1;
  return a < b ? -1 : 1;
}
