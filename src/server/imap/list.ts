import { encodeMailboxName } from '../../mail/wire/imap/mailboxName.ts';
import { Writer } from '../../mail/wire/imap/writer.ts';
import { type Handler, type ImapContext, userOf } from './context.ts';
import { done } from './reply.ts';

interface Listed {
  readonly name: string;
  readonly attributes: readonly string[];
  readonly subscribed: boolean;
  readonly special: boolean;
}

/** RFC 3501 §6.3.8 with the special-use attributes and options of RFC 6154. */
export const list: Handler<'LIST'> = (context, { select, reference, patterns, return: wanted }) => {
  if (patterns.length === 1 && patterns[0] === '') {
    context.send('* LIST (\\Noselect) "/" ""\r\n');
    return done;
  }
  const tests = patterns.map((pattern) => patternTest(reference + pattern));
  for (const one of listed(context)) {
    if (!tests.some((test) => test(one.name))) continue;
    if (select.includes('SPECIAL-USE') && !one.special) continue;
    if (select.includes('SUBSCRIBED') && !one.subscribed) continue;
    const showsSubscribed = one.subscribed && (wanted.includes('SUBSCRIBED') || select.includes('SUBSCRIBED'));
    send(context, 'LIST', showsSubscribed ? [...one.attributes, '\\Subscribed'] : one.attributes, one.name);
  }
  return done;
};

/** RFC 3501 §6.3.9. Names stay subscribed after their mailbox went. */
export const lsub: Handler<'LSUB'> = (context, { reference, pattern }) => {
  const test = patternTest(reference + pattern);
  const attributes = new Map(listed(context).map((one) => [one.name, one.attributes]));
  for (const name of context.store.mailboxes.subscriptions(userOf(context).id)) {
    if (test(name)) send(context, 'LSUB', attributes.get(name) ?? ['\\Noselect'], name);
  }
  return done;
};

function listed({ store, user }: ImapContext): Listed[] {
  const userId = user?.id ?? 0;
  const existing = new Map(store.mailboxes.all(userId).map((mailbox) => [mailbox.name, mailbox]));
  const subscribed = new Set(store.mailboxes.subscriptions(userId));
  const names = new Set(existing.keys());
  const parents = new Set<string>();
  for (const name of existing.keys()) {
    for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
      parents.add(name.slice(0, at));
      names.add(name.slice(0, at));
    }
  }
  return [...names].sort(inboxFirst).map((name) => {
    const mailbox = existing.get(name);
    const attributes = [parents.has(name) ? '\\HasChildren' : '\\HasNoChildren'];
    if (!mailbox) attributes.push('\\Noselect');
    if (mailbox?.specialUse) attributes.push(mailbox.specialUse);
    return { name, attributes, subscribed: subscribed.has(name), special: Boolean(mailbox?.specialUse) };
  });
}

function inboxFirst(a: string, b: string): number {
  if (a === 'INBOX' || b === 'INBOX') return a === b ? 0 : a === 'INBOX' ? -1 : 1;
  return a < b ? -1 : 1;
}

/** `*` stands for anything, `%` for anything within one level. */
function patternTest(pattern: string): (name: string) => boolean {
  // Runs of wildcards mean one; left alone they would make matching take exponential time.
  const parts = pattern
    .replace(/[*%]*\*[*%]*/g, '*')
    .replace(/%+/g, '%')
    .split(/([*%])/);
  return (name) => matches(parts, name);
}

function matches(parts: readonly string[], name: string): boolean {
  // Positions in the name that the pattern so far can end at.
  let ends = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    for (const at of ends) {
      if (part === '*') for (let i = at; i <= name.length; i++) next.add(i);
      else if (part === '%') {
        next.add(at);
        for (let i = at; i < name.length && name[i] !== '/'; i++) next.add(i + 1);
      } else if (name.startsWith(part, at)) next.add(at + part.length);
    }
    ends = next;
  }
  return ends.has(name.length);
}

function send(context: ImapContext, word: 'LIST' | 'LSUB', attributes: readonly string[], name: string): void {
  const line = new Writer().raw(`* ${word} (${attributes.join(' ')}) "/" `).string(encodeMailboxName(name));
  context.send(line.raw('\r\n').take());
}
