import type { MessageRow } from '../protocol/records.ts';
import type { MessageOpener } from './messageOpener.ts';
import type { MessagesView } from './messages.ts';
import type { ReaderOpener } from './readerOpener.ts';

export interface LeavingFrom {
  readonly messages: Pick<MessagesView, 'neighbour' | 'select'>;
  readonly opener: Pick<MessageOpener, 'open'>;
  readonly reader: Pick<ReaderOpener, 'close' | 'current'>;
}

/**
 * Does what takes messages out of the list; the next older one is selected then, and shown where one of them was shown.
 * At the end of the list the reader's tab closes. The focus stays where it was: in the list for keys of the list.
 */
export async function leaveMessages<T>(
  { messages, opener, reader }: LeavingFrom,
  rows: readonly MessageRow[],
  { fromList, work }: { readonly fromList: boolean; readonly work: () => Promise<T> },
): Promise<T> {
  const shown = reader.current();
  const wasShown = shown !== undefined && rows.some(({ id }) => id === shown.id);
  const next = await remaining(messages, rows);
  const result = await work();
  if (wasShown && next) await opener.open(next, { preserveFocus: true, inPlaceOf: shown });
  for (const row of rows) reader.close(row); // At the end of the list, and in tabs behind.
  if (next) await messages.select(next, { focus: fromList }).catch(() => {}); // The row may have gone meanwhile.
  return result;
}

/** The first message below `rows` that is not one of them, else the first above. */
async function remaining(
  messages: Pick<MessagesView, 'neighbour'>,
  rows: readonly MessageRow[],
): Promise<MessageRow | undefined> {
  const leaving = new Set<string>(rows.map(({ id }) => id));
  for (const step of [1, -1] as const) {
    let at = step === 1 ? rows.at(-1) : rows[0];
    while (at && leaving.has(at.id)) at = await messages.neighbour(at, step);
    if (at) return at;
  }
  return undefined;
}
