import type { Mailbox } from '../../mail/mime/address.ts';
import { type Sender, type SenderAccount, senderAs } from './sender.ts';
import type { SourceMessage } from './sourceMessage.ts';

/**
 * As whom a mail was received: who answers it, under the address that was written to. Looked for, in this order:
 * an own mail's From; whom To, Cc and Resent-To name; where the envelope led before and after the server's own aliases
 * (X-Original-To, then Delivered-To, which names the mailbox in the end), where `*@domain` counts too. A `*@domain` that
 * only To or Cc bear out comes between these: a colleague of that domain is no reason to write in his name.
 */
export function receivedAs(source: SourceMessage, accounts: readonly SenderAccount[]): Sender | undefined {
  const written = [...source.to, ...source.cc, ...source.resentTo];
  return (
    first(source.from, accounts, { wildcards: false }) ??
    first(written, accounts, { wildcards: false }) ??
    first(source.originalTo, accounts) ??
    first(written, accounts) ??
    first(source.deliveredTo, accounts)
  );
}

function first(
  list: readonly Mailbox[],
  accounts: readonly SenderAccount[],
  options?: { readonly wildcards: boolean },
): Sender | undefined {
  for (const { address } of list) {
    const sender = senderAs({ name: '', address }, accounts, options);
    if (sender) return sender;
  }
  return undefined;
}
