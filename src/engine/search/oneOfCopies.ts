import type { Hit } from '../store/searchHits.ts';

/**
 * Each message once, the first of its copies in several mailboxes, where the server tells which are copies (RFC 8474 EMAILID). Two in one mailbox are two, because a person sees and removes them there. `emailIds`: by row id. Pure.
 */
export function oneOfCopies(hits: readonly Hit[], emailIds: ReadonlyMap<number, string>): readonly Hit[] {
  if (emailIds.size === 0) return hits;
  const first = new Map<string, number>();
  return hits.filter(({ rowId, row, mailbox }) => {
    const emailId = emailIds.get(rowId);
    if (emailId === undefined) return true;
    const name = `${row.account} ${emailId}`;
    if (!first.has(name)) first.set(name, mailbox);
    return first.get(name) === mailbox;
  });
}
