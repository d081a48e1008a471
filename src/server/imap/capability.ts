import type { Handler, ImapContext } from './context.ts';
import { done } from './reply.ts';

/** RFC 9051 §6.1.1. What is listed is what works on this connection now. */
export const capability: Handler<'CAPABILITY'> = (context) => {
  context.send(`* CAPABILITY ${capabilities(context)}\r\n`);
  return done;
};

const always = ['IMAP4rev1', 'LITERAL+', 'SASL-IR', 'ID', 'ENABLE'];
const onMail = ['UIDPLUS', 'IDLE', 'MOVE', 'SPECIAL-USE', 'CREATE-SPECIAL-USE', 'NAMESPACE', 'UNSELECT', 'CHILDREN'];

export function capabilities(context: Pick<ImapContext, 'secure' | 'mayLogIn' | 'user'>): string {
  const list = [...always, ...onMail];
  if (!context.secure && !context.user) list.push('STARTTLS');
  if (!context.user) list.push(context.mayLogIn ? 'AUTH=PLAIN' : 'LOGINDISABLED');
  return list.join(' ');
}
