import type { ResultOption } from '../../mail/wire/imap/searchCommand.ts';
import type { MailboxView, Numbered } from './view.ts';

/** A message that was found. */
export interface Found extends Numbered {
  readonly modSeq: number;
}

/** Keeps the result for `$` where SAVE was asked: all of it, or its ends where only those were (RFC 5182 §2.4). */
export function saveResult(view: MailboxView, found: readonly Found[], options: readonly ResultOption[]): void {
  if (!options.includes('SAVE')) return;
  const uids = found.map(({ uid }) => uid).sort((a, b) => a - b);
  const [first, last] = [uids[0], uids.at(-1)];
  if (first === undefined || last === undefined) view.saved = [];
  else if (options.includes('ALL') || options.includes('COUNT')) view.saved = uids;
  else if (options.includes('MIN') && options.includes('MAX')) view.saved = [...new Set([first, last])];
  else if (options.includes('MIN')) view.saved = [first];
  else view.saved = options.includes('MAX') ? [last] : uids;
}
