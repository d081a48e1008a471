import { boolean, list, object, oneOf, string, timestamp } from './schema.ts';

/** Lines of an SMTP dialogue, credentials masked. */
export const dialogueLines = list(
  object({ at: timestamp, side: oneOf('client', 'server'), text: string({ max: 4_100 }) }),
  {
    max: 2_100,
  },
);

/** What was said in a session led by hand, and how it stands. */
export const handResult = {
  lines: dialogueLines,
  /** Extensions of the last EHLO. */
  offered: list(string({ max: 4_100 }), { max: 1_000 }),
  isSecure: boolean,
  /** Lines are the mail's, up to a single dot. */
  inData: boolean,
  isOpen: boolean,
};
