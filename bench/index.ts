import { activation } from './activation.ts';
import { capture } from './capture.ts';
import { coldListing } from './coldListing.ts';
import { composePanel } from './composePanel.ts';
import { draft } from './draft.ts';
import { engineStart } from './engineStart.ts';
import { firstPage } from './firstPage.ts';
import { growth } from './growth.ts';
import { idle } from './idle.ts';
import { imapServer } from './imapServer.ts';
import { knownMailbox } from './knownMailbox.ts';
import { largeMail } from './largeMail.ts';
import { markRead } from './markRead.ts';
import { newMail } from './newMail.ts';
import { parse } from './parse.ts';
import { pop3Server } from './pop3Server.ts';
import { resync } from './resync.ts';
import type { Bench } from './row.ts';
import { search } from './search.ts';
import { sendMail } from './sendMail.ts';
import { sizes } from './sizes.ts';
import { smtpServer } from './smtpServer.ts';
import { typing } from './typing.ts';
import { viewPage } from './viewPage.ts';
import { windows } from './windows.ts';
import { writing } from './writing.ts';

/** Every subject of `npm run bench`, in the order that they run. */
export const benches: readonly Bench[] = [
  sizes,
  activation,
  engineStart,
  firstPage,
  viewPage,
  coldListing,
  growth,
  knownMailbox,
  resync,
  largeMail,
  newMail,
  capture,
  windows,
  idle,
  markRead,
  parse,
  draft,
  typing,
  composePanel,
  search,
  writing,
  sendMail,
  smtpServer,
  imapServer,
  pop3Server,
];
