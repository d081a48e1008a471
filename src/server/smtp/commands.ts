import { auth } from './auth.ts';
import { bdat } from './bdat.ts';
import type { Handler } from './context.ts';
import { data } from './data.ts';
import { ehlo } from './ehlo.ts';
import { helo } from './helo.ts';
import { help } from './help.ts';
import { mail } from './mail.ts';
import { noop } from './noop.ts';
import { quit } from './quit.ts';
import { rcpt } from './rcpt.ts';
import { rset } from './rset.ts';
import { starttls } from './starttls.ts';
import { expn, vrfy } from './vrfy.ts';

/** Verb → who answers it; whether it may come now is the handler's to say (503). */
export const commands: ReadonlyMap<string, Handler> = new Map([
  ['EHLO', ehlo],
  ['HELO', helo],
  ['STARTTLS', starttls],
  ['AUTH', auth],
  ['MAIL', mail],
  ['RCPT', rcpt],
  ['DATA', data],
  ['BDAT', bdat],
  ['RSET', rset],
  ['VRFY', vrfy],
  ['EXPN', expn],
  ['NOOP', noop],
  ['HELP', help],
  ['QUIT', quit],
]);
