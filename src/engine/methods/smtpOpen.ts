import { smtpOpen } from '../../protocol/methods/smtpOpen.ts';
import { handle } from '../handler.ts';

export const handleSmtpOpen = handle(smtpOpen, ({ handSessions }, { account }, { signal }) =>
  handSessions.open(account, { signal }),
);
