/** CREATE, RENAME, DELETE and SUBSCRIBE (RFC 9051 §6.3.4–6.3.7). */
import type { ImapConnection, Response, Tokens } from './connection.ts';

/** Makes a mailbox and subscribes to it, so that other programs show it too. Throws `mailbox.refused`. */
export async function createMailbox(connection: ImapConnection, path: string): Promise<void> {
  await connection.command('CREATE', [connection.pathArgument(path)]);
  await subscribe(connection, path);
}

/** Gives a mailbox another path; those below go along. Throws `mailbox.gone`, `mailbox.refused`. */
export async function renameMailbox(connection: ImapConnection, from: string, to: string): Promise<void> {
  await connection.command('RENAME', [connection.pathArgument(from), connection.pathArgument(to)]);
  await subscribe(connection, to);
}

/** Deletes a mailbox with all that is in it, which must not be the selected one. Throws `mailbox.gone`, `mailbox.refused`. */
export async function deleteMailbox(connection: ImapConnection, path: string): Promise<void> {
  await connection.command('DELETE', [connection.pathArgument(path)]);
}

/** A server that keeps no subscriptions says no: the mailbox is there all the same. */
async function subscribe(connection: ImapConnection, path: string): Promise<void> {
  try {
    await connection.command('SUBSCRIBE', [connection.pathArgument(path)]);
  } catch (error) {
    if (!connection.isOpen) throw error;
  }
}

/** Whether the server lists a mailbox at this path that can hold messages. */
export async function hasMailbox(connection: ImapConnection, path: string): Promise<boolean> {
  let found = false;
  const onList = ({ attributes = [] }: Response) => {
    const flags: readonly Tokens[] = Array.isArray(attributes[0]) ? attributes[0] : [];
    found ||= !flags.some((flag) => /^\\(noselect|nonexistent)$/i.test(textOf(flag)));
  };
  await connection.command('LIST', [{ type: 'STRING', value: '' }, connection.pathArgument(path)], { LIST: onList });
  return found;
}

function textOf(token: Tokens): string {
  return token && !Array.isArray(token) && 'value' in token && typeof token.value === 'string' ? token.value : '';
}
