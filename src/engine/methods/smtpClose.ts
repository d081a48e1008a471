import { smtpClose } from '../../protocol/methods/smtpClose.ts';
import { handle } from '../handler.ts';

export const handleSmtpClose = handle(smtpClose, ({ handSessions }, { session }) => {
  handSessions.close(session);
  return {};
});
