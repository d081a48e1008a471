import { overflow } from '../people/quota.ts';
import { type Handler, type ImapContext, userOf } from './context.ts';
import { mailboxText } from './mailboxText.ts';
import { done, no, type Reply } from './reply.ts';

/** RFC 9208 §4.1.2: there is one root, the user, whose name is empty. */
export const getQuota: Handler<'GETQUOTA'> = (context, { root }) => {
  if (root !== '') return no('NONEXISTENT', 'no such quota root');
  context.send(quotaLine(context));
  return done;
};

/** RFC 9208 §4.1.3. */
export const getQuotaRoot: Handler<'GETQUOTAROOT'> = (context, { mailbox }) => {
  const { name } = context.store.mailboxes.get(userOf(context).id, mailbox);
  context.send(`* QUOTAROOT ${mailboxText(context, name)} ""\r\n${quotaLine(context)}`);
  return done;
};

/** The refusal of so many more bytes in a mailbox (RFC 9208 §4.3.1); undefined when they fit. `isMove`: the user has them already. */
export function overQuota(
  context: ImapContext,
  {
    mailboxId,
    bytes,
    isMove = false,
  }: { readonly mailboxId: number; readonly bytes: number; readonly isMove?: boolean },
): Reply | undefined {
  const found = overflow(context.store, { userId: userOf(context).id, mailboxId, bytes });
  if (!found || (isMove && found.limit === 'quota')) return undefined;
  return no('OVERQUOTA', found.limit === 'quota' ? 'no room left' : 'no room left in this mailbox');
}

/** In units of 1,024 octets (RFC 9208 §5.1); without a limit there is nothing to tell. */
function quotaLine(context: ImapContext): string {
  const { quota, used } = context.store.users.room(userOf(context).id, undefined);
  const storage = quota > 0 ? `STORAGE ${Math.ceil(used / 1_024)} ${Math.floor(quota / 1_024)}` : '';
  return `* QUOTA "" (${storage})\r\n`;
}
