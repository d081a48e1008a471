/** UID SEARCH (RFC 9051 §6.4.4), with RETURN where the server offers it (RFC 4731): one set of ranges, not every number. */
import type { Argument, ImapConnection, Response, Tokens } from './connection.ts';
import { unpackUids } from './uidSet.ts';

/** UIDs of the selected mailbox, in the server's order. `criteria` are search keys and their strings, in UTF-8. */
export async function uidSearch(connection: ImapConnection, criteria: readonly Argument[]): Promise<readonly number[]> {
  const uids: number[] = [];
  const onSearch = ({ attributes = [], numbers = [] }: Response) => {
    for (const uid of numbers) uids.push(uid);
    for (const token of attributes) {
      const uid = Number(textOf(token));
      if (Number.isSafeInteger(uid) && uid > 0) uids.push(uid);
    }
  };
  // The items of ESEARCH come in pairs, of which ALL has the set; none where nothing is found.
  const onExtended = ({ attributes = [] }: Response) => {
    const at = attributes.findIndex((token) => textOf(token)?.toUpperCase() === 'ALL');
    const set = at < 0 ? undefined : textOf(attributes[at + 1] ?? null);
    if (set !== undefined) for (const uid of unpackUids(set)) uids.push(uid);
  };
  const extended = connection.has('ESEARCH') ? [atom('RETURN'), [atom('ALL')]] : [];
  // RFC 9051 §6.4.4: RETURN, then CHARSET, then the keys. After ENABLE UTF8=ACCEPT a CHARSET is an error (RFC 6855 §3).
  const charset = connection.takesUtf8 || isAscii(criteria) ? [] : [atom('CHARSET'), atom('UTF-8')];
  await connection.command('UID SEARCH', [...extended, ...charset, ...criteria], {
    SEARCH: onSearch,
    ESEARCH: onExtended,
  });
  return uids;
}

/** A key with what follows it: a text is quoted or sent as a literal, a word and a number stand as they are. */
export function criterion(
  name: string,
  ...values: readonly ({ readonly text: string } | { readonly word: string } | { readonly number: number })[]
): readonly Argument[] {
  return [
    atom(name),
    ...values.map((value) => {
      if ('text' in value) return quoted(value.text);
      return atom('word' in value ? value.word : String(value.number));
    }),
  ];
}

/** Gmail's own search language (X-GM-EXT-1). */
export function gmailCriteria(query: string): readonly Argument[] {
  return criterion('X-GM-RAW', { text: query });
}

/** The message with this Message-ID. */
export function messageIdCriteria(messageId: string): readonly Argument[] {
  return criterion('HEADER', { word: 'MESSAGE-ID' }, { text: messageId });
}

/** Messages whose subject holds the text. */
export function subjectCriteria(text: string): readonly Argument[] {
  return criterion('SUBJECT', { text });
}

export const allCriteria: readonly Argument[] = [{ type: 'ATOM', value: 'ALL' }];

function textOf(token: Tokens): string | undefined {
  if (!token || Array.isArray(token) || !('value' in token)) return undefined;
  return typeof token.value === 'string' ? token.value : undefined;
}

function isAscii(criteria: readonly Argument[]): boolean {
  return criteria.every((one) => (Array.isArray(one) ? isAscii(one) : !('value' in one) || /^[ -~]*$/.test(one.value)));
}

function atom(value: string): Argument {
  return { type: 'ATOM', value };
}

function quoted(value: string): Argument {
  return { type: 'STRING', value };
}
