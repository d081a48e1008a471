/** UID SEARCH (RFC 9051 §6.4.4). */
import type { Argument, ImapConnection, Response } from './connection.ts';

/** UIDs of the selected mailbox, in the server's order. `criteria` are search keys and their strings, in UTF-8. */
export async function uidSearch(connection: ImapConnection, criteria: readonly Argument[]): Promise<readonly number[]> {
  const uids: number[] = [];
  const onSearch = ({ attributes = [], numbers = [] }: Response) => {
    for (const uid of numbers) uids.push(uid);
    for (const token of attributes) {
      const uid = token && !Array.isArray(token) && 'value' in token ? Number(token.value) : Number.NaN;
      if (Number.isSafeInteger(uid) && uid > 0) uids.push(uid);
    }
  };
  await connection.command('UID SEARCH', criteria, { SEARCH: onSearch });
  return uids;
}

/** Messages whose sender, recipients or subject hold the text. */
export function headerCriteria(text: string): readonly Argument[] {
  const key = (name: string): readonly Argument[] => [atom(name), quoted(text)];
  const ascii = /^[ -~]*$/.test(text);
  const keys = [...or3(key('FROM'), key('TO'), key('SUBJECT'))];
  return ascii ? keys : [atom('CHARSET'), atom('UTF-8'), ...keys];
}

/** The message with this Message-ID. */
export function messageIdCriteria(messageId: string): readonly Argument[] {
  return [atom('HEADER'), atom('MESSAGE-ID'), quoted(messageId)];
}

/** Messages whose subject holds the text. */
export function subjectCriteria(text: string): readonly Argument[] {
  return [atom('SUBJECT'), quoted(text)];
}

export const allCriteria: readonly Argument[] = [{ type: 'ATOM', value: 'ALL' }];

function or3(a: readonly Argument[], b: readonly Argument[], c: readonly Argument[]): readonly Argument[] {
  return [atom('OR'), atom('OR'), ...a, ...b, ...c];
}

function atom(value: string): Argument {
  return { type: 'ATOM', value };
}

function quoted(value: string): Argument {
  return { type: 'STRING', value };
}
