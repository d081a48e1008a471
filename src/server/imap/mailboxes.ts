import { MailError } from '../../base/errors.ts';
import { type Handler, userOf } from './context.ts';
import { done } from './reply.ts';

/** Commands on mailboxes as such (RFC 9051 §6.3.4 to §6.3.8). */

const specialUses = new Set(['\\archive', '\\drafts', '\\junk', '\\sent', '\\trash']);

export const create: Handler<'CREATE'> = (context, { mailbox, specialUse }) => {
  const [use = '', ...more] = specialUse;
  if (more.length > 0 || (use !== '' && !specialUses.has(use.toLowerCase()))) {
    throw new MailError('mailbox.refused', { data: { reason: 'use' } });
  }
  // A name that ends with the delimiter announces children (RFC 9051 §6.3.4); they can be made at any time.
  const name = mailbox.replace(/\/$/, '');
  const canonical = use === '' ? '' : `\\${use.slice(1, 2).toUpperCase()}${use.slice(2).toLowerCase()}`;
  context.store.write([], () => context.store.mailboxes.create(userOf(context).id, name, canonical));
  return done;
};

export const remove: Handler<'DELETE'> = (context, { mailbox }) => {
  const { mailboxes } = context.store;
  const userId = userOf(context).id;
  const id = mailboxes.get(userId, mailbox).id;
  context.store.write([id], () => mailboxes.remove(userId, mailbox));
  if (context.view?.mailboxId === id) context.view = undefined;
  return done;
};

export const rename: Handler<'RENAME'> = (context, { mailbox, to }) => {
  const { mailboxes } = context.store;
  const userId = userOf(context).id;
  const { id } = mailboxes.get(userId, mailbox);
  context.store.write([id], () => mailboxes.rename(userId, mailbox, to.replace(/\/$/, '')));
  return done;
};

export const subscribe: Handler<'SUBSCRIBE'> = (context, { mailbox }) => {
  const user = userOf(context);
  context.store.mailboxes.get(user.id, mailbox);
  context.store.write([], () => context.store.mailboxes.subscribe(user.id, mailbox));
  return done;
};

export const unsubscribe: Handler<'UNSUBSCRIBE'> = (context, { mailbox }) => {
  context.store.write([], () => context.store.mailboxes.unsubscribe(userOf(context).id, mailbox));
  return done;
};
