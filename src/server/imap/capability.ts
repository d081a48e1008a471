import { messageMaxBytes } from '../limits.ts';
import type { Handler, ImapContext } from './context.ts';
import { done } from './reply.ts';

/** RFC 9051 §6.1.1. What is listed is what works on this connection now. */
export const capability: Handler<'CAPABILITY'> = (context) => {
  context.send(`* CAPABILITY ${capabilities(context)}\r\n`);
  return done;
};

const always = ['IMAP4rev1', 'IMAP4rev2', 'LITERAL+', 'SASL-IR', 'ID', 'ENABLE', 'UTF8=ACCEPT'];
const onMailboxes = [
  ...['NAMESPACE', 'CHILDREN', 'LIST-EXTENDED', 'LIST-STATUS', 'SPECIAL-USE', 'CREATE-SPECIAL-USE', 'STATUS=SIZE'],
  ...['UNSELECT', 'IDLE', 'CONDSTORE', 'QRESYNC', 'OBJECTID'],
  ...['QUOTA', 'QUOTA=RES-STORAGE'],
];
const onMail = [
  ...['UIDPLUS', 'MOVE', 'MULTIAPPEND', 'BINARY', `APPENDLIMIT=${messageMaxBytes}`],
  ...['ESEARCH', 'SEARCHRES', 'WITHIN', 'SORT', 'ESORT', 'THREAD=ORDEREDSUBJECT', 'THREAD=REFERENCES'],
];

export function capabilities(context: Pick<ImapContext, 'secure' | 'mayLogIn' | 'mayCompress' | 'user'>): string {
  const list = [...always, ...onMailboxes, ...onMail];
  if (context.mayCompress) list.push('COMPRESS=DEFLATE');
  if (!context.secure && !context.user) list.push('STARTTLS');
  if (!context.user) list.push(context.mayLogIn ? 'AUTH=PLAIN' : 'LOGINDISABLED');
  return list.join(' ');
}
