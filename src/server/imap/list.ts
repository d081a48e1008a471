import type { ImapContext } from './context.ts';
import { type Handler, userOf } from './context.ts';
import { type Listed, listedMailboxes } from './listedMailboxes.ts';
import { patternTest } from './listPattern.ts';
import { mailboxText } from './mailboxText.ts';
import { bad, done } from './reply.ts';
import { statusLine } from './status.ts';

const selectOptions = new Set(['SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE']);

/** RFC 9051 §6.3.9: names, with the options of RFC 5258, RFC 6154 and RFC 5819. */
export const list: Handler<'LIST'> = (context, { select, reference, patterns, return: wanted, status }) => {
  if (select.some((option) => !selectOptions.has(option))) return bad('no such selection option');
  const isRecursive = select.includes('RECURSIVEMATCH');
  // RFC 5258 §3.1: it says what to look for below, so there must be something to look for.
  if (isRecursive && !select.includes('SUBSCRIBED') && !select.includes('SPECIAL-USE'))
    return bad('RECURSIVEMATCH of what');
  if (patterns.length === 1 && patterns[0] === '') {
    context.send('* LIST (\\Noselect) "/" ""\r\n');
    return done;
  }
  const tests = patterns.map((pattern) => patternTest(reference + pattern));
  const isShown = (one: Listed) => tests.some((test) => test(one.name));
  const isChosen = (one: Listed) =>
    (!select.includes('SPECIAL-USE') || one.special) && (!select.includes('SUBSCRIBED') || one.subscribed);
  const all = listedMailboxes(context.store, userOf(context).id, select.includes('SUBSCRIBED'));
  const below = isRecursive ? parentsOf(all.filter((one) => isChosen(one) && !isShown(one))) : new Set<string>();
  const showsSubscribed = wanted.includes('SUBSCRIBED') || select.includes('SUBSCRIBED');
  for (const one of all.filter(isShown)) {
    const chosen = isChosen(one);
    if (!chosen && !below.has(one.name)) continue;
    if (!chosen && !one.mailbox && !one.attributes.includes('\\HasChildren')) continue;
    const attributes = one.subscribed && showsSubscribed ? [...one.attributes, '\\Subscribed'] : one.attributes;
    const child = below.has(one.name) && select.includes('SUBSCRIBED') ? ' ("CHILDINFO" ("SUBSCRIBED"))' : '';
    context.send(`* LIST (${attributes.join(' ')}) "/" ${mailboxText(context, one.name)}${child}\r\n`);
    // RFC 5819 §2: of mailboxes that can be selected.
    if (status && one.mailbox) context.send(statusLine(context, one.mailbox, status));
  }
  return done;
};

/** RFC 3501 §6.3.9. Names stay subscribed after their mailbox went. */
export const lsub: Handler<'LSUB'> = (context, { reference, pattern }) => {
  const test = patternTest(reference + pattern);
  for (const one of listedMailboxes(context.store, userOf(context).id, true)) {
    if (!one.subscribed || !test(one.name)) continue;
    const attributes = one.attributes.map((attribute) => (attribute === '\\NonExistent' ? '\\Noselect' : attribute));
    context.send(`* LSUB (${attributes.join(' ')}) "/" ${mailboxText(context, one.name)}\r\n`);
  }
  return done;
};

/** The line of one mailbox, as SELECT gives it in IMAP4rev2 (RFC 9051 §6.3.2). */
export function listLine(context: ImapContext, name: string): string {
  const all = listedMailboxes(context.store, userOf(context).id, false);
  const attributes = all.find((one) => one.name === name)?.attributes ?? [];
  return `* LIST (${attributes.join(' ')}) "/" ${mailboxText(context, name)}\r\n`;
}

/** Every name above one of these. */
function parentsOf(mailboxes: readonly Listed[]): Set<string> {
  const parents = new Set<string>();
  for (const { name } of mailboxes) {
    for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) parents.add(name.slice(0, at));
  }
  return parents;
}
