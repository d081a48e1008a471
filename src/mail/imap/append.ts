/** APPEND (RFC 9051 §6.3.12). */
import type { ImapConnection } from './connection.ts';

export interface Appended {
  /** 0 where the server does not tell (no UIDPLUS). */
  readonly uidValidity: number;
  readonly uid: number;
}

/** Stores a message in a mailbox. Throws `mailbox.overQuota`, `mailbox.gone`, `mailbox.refused`. */
export function appendMessage(
  connection: ImapConnection,
  path: string,
  message: { readonly bytes: Uint8Array; readonly flags: readonly string[]; readonly date?: Date },
): Promise<Appended> {
  return connection.append(path, message.bytes, message.flags, message.date);
}
