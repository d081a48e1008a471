import type { SortCriterion } from '../../mail/wire/imap/searchCommand.ts';
import { type Handler, viewOf } from './context.ts';
import { esearchLine } from './esearch.ts';
import { done } from './reply.ts';
import { charsetRefusal, searching } from './searching.ts';
import type { Searched } from './searchMatcher.ts';
import { saveResult } from './searchResult.ts';

/** RFC 5256 §3 SORT; with result options the answer is ESEARCH, in the order of the sort (RFC 5267 §3). */
export const sort: Handler<'SORT'> = async (context, { uid: byUid, results, criteria, charset, key }) => {
  const refusal = charsetRefusal(context, charset);
  if (refusal) return refusal;
  const found: Searched[] = [];
  // What is sorted needs none of the texts: they are let go of at once.
  for await (const message of searching(context, key, 'keys')) found.push({ ...message, header: '' });
  found.sort(comparison(criteria));
  if (results) {
    saveResult(viewOf(context), found, results);
    const line = esearchLine({ tag: context.tag, byUid, found, options: results, countsChanges: false });
    if (line !== undefined) context.send(line);
  } else context.send(`* SORT${found.map(({ uid, sequence }) => ` ${byUid ? uid : sequence}`).join('')}\r\n`);
  return done;
};

/** When a message was sent: its Date header, or else when it came (RFC 5256 §2.2). */
export function sentDate({ sentAt, internalDate }: Searched): number {
  return sentAt ?? internalDate;
}

/** Equal ones stand as they do in the mailbox; REVERSE turns its own criterion only. */
function comparison(criteria: readonly SortCriterion[]): (a: Searched, b: Searched) => number {
  const steps = criteria.map(({ by, reverse }) => {
    const value = values[by];
    return (a: Searched, b: Searched) => order(value(a), value(b)) * (reverse ? -1 : 1);
  });
  return (a, b) => {
    for (const step of steps) {
      const result = step(a, b);
      if (result !== 0) return result;
    }
    return a.sequence - b.sequence;
  };
}

const values: { readonly [by in SortCriterion['by']]: (message: Searched) => string | number } = {
  ARRIVAL: ({ internalDate }) => internalDate,
  CC: ({ cc }) => cc,
  DATE: sentDate,
  FROM: ({ from }) => from,
  SIZE: ({ size }) => size,
  SUBJECT: ({ subject }) => subject,
  TO: ({ to }) => to,
};

function order(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
