import { encodeMailboxName } from '../../mail/wire/imap/mailboxName.ts';
import { Writer } from '../../mail/wire/imap/writer.ts';
import type { ImapContext } from './context.ts';
import { speaksUtf8 } from './enable.ts';

/** A mailbox's name as this session writes it: UTF-8 where that was enabled (RFC 6855 §3), else modified UTF-7; a byte per character. */
export function mailboxText(
  context: Pick<ImapContext, 'enabled'>,
  name: string,
  form: 'string' | 'astring' = 'string',
): string {
  const utf8 = speaksUtf8(context);
  if (utf8) return `"${Buffer.from(name.replace(/[\\"]/g, '\\$&'), 'utf8').toString('latin1')}"`;
  return Buffer.from(new Writer()[form](encodeMailboxName(name)).take()).toString('latin1');
}
