import type { SearchKey } from '../../mail/wire/imap/search.ts';
import { type Handler, viewOf } from './context.ts';
import { esearchLine } from './esearch.ts';
import { done } from './reply.ts';
import { charsetRefusal, searching } from './searching.ts';
import { type Found, saveResult } from './searchResult.ts';

/** RFC 9051 §6.4.4; answers by SEARCH as RFC 3501 has it, by ESEARCH when result options were named or IMAP4rev2 was enabled. */
export const search: Handler<'SEARCH'> = async (context, { uid: byUid, results, charset, key }) => {
  const view = viewOf(context);
  const refusal = charsetRefusal(context, charset);
  if (refusal) {
    if (results?.includes('SAVE')) view.saved = []; // RFC 5182 §2.1.
    return refusal;
  }
  const countsChanges = asksModSeq(key);
  if (countsChanges) context.enabled.add('CONDSTORE');
  const found: Found[] = [];
  for await (const { uid, sequence, modSeq } of searching(context, key, countsChanges ? 'none' : 'numbers'))
    found.push({ uid, sequence, modSeq });
  const options = results ?? (context.enabled.has('IMAP4rev2') ? ['ALL' as const] : null);
  if (options) {
    saveResult(view, found, options);
    const line = esearchLine({ tag: context.tag, byUid, found, options, countsChanges });
    if (line !== undefined) context.send(line);
    return done;
  }
  const numbers = found.map(({ uid, sequence }) => ` ${byUid ? uid : sequence}`).join('');
  // RFC 7162 §3.1.5: never with an empty answer.
  const highest = countsChanges && found.length > 0 ? ` (MODSEQ ${highestOf(found)})` : '';
  context.send(`* SEARCH${numbers}${highest}\r\n`);
  return done;
};

function highestOf(found: readonly Found[]): number {
  return found.reduce((highest, { modSeq }) => Math.max(highest, modSeq), 0);
}

function asksModSeq(key: SearchKey): boolean {
  if (key.key === 'AND') return key.of.some(asksModSeq);
  if (key.key === 'OR') return asksModSeq(key.left) || asksModSeq(key.right);
  return key.key === 'NOT' ? asksModSeq(key.of) : key.key === 'MODSEQ';
}
