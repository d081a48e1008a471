import { MailError } from '../../base/errors.ts';
import { smtpSay } from '../../protocol/methods/smtpSay.ts';
import { handle } from '../handler.ts';

/** One line is one line: a line break inside would be a second command. */
export const handleSmtpSay = handle(smtpSay, ({ handSessions }, { session, line }, { signal }) => {
  if (/[\r\n\0]/.test(line)) throw new MailError('draft.badHeaderValue', { retry: 'afterUser' });
  return handSessions.say(session, line, { signal });
});
