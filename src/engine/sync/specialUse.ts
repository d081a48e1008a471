/** What a mailbox is for: RFC 6154 attributes first, then the names that servers without them use. */

import type { ListedMailbox } from '../../mail/imap/list.ts';
import type { SpecialUse } from '../../protocol/records.ts';

const byAttribute: { readonly [attribute: string]: SpecialUse } = {
  '\\inbox': 'inbox',
  '\\sent': 'sent',
  '\\drafts': 'drafts',
  '\\trash': 'trash',
  '\\junk': 'junk',
  '\\archive': 'archive',
  '\\all': 'all',
  '\\flagged': 'flagged',
  '\\important': 'important',
};

/** Names seen on QQ, 163, Sina, Sohu, Aliyun, Coremail and Exchange servers, and by clients that make their own. */
const byName: { readonly [name: string]: SpecialUse } = {
  'sent messages': 'sent',
  'sent items': 'sent',
  'sent mail': 'sent',
  sent: 'sent',
  已发送: 'sent',
  已发送邮件: 'sent',
  已发邮件: 'sent',
  发件箱: 'sent',
  drafts: 'drafts',
  draft: 'drafts',
  草稿: 'drafts',
  草稿箱: 'drafts',
  trash: 'trash',
  'deleted messages': 'trash',
  'deleted items': 'trash',
  已删除: 'trash',
  已删除邮件: 'trash',
  已删除的邮件: 'trash',
  废件箱: 'trash',
  junk: 'junk',
  spam: 'junk',
  'junk e-mail': 'junk',
  'junk email': 'junk',
  垃圾邮件: 'junk',
  垃圾箱: 'junk',
  archive: 'archive',
  archives: 'archive',
  归档: 'archive',
  归档邮件: 'archive',
};

/** The use of each mailbox, by its path. Each use is given once: to the server's own mark before a name. */
export function specialUses(listed: readonly ListedMailbox[]): ReadonlyMap<string, SpecialUse> {
  const found = new Map<string, SpecialUse>();
  const taken = new Set<SpecialUse>();
  const give = (path: string, use: SpecialUse | undefined) => {
    if (use === undefined || taken.has(use) || found.has(path)) return;
    taken.add(use);
    found.set(path, use);
  };
  const selectable = listed.filter((mailbox) => mailbox.selectable);
  for (const { path } of selectable) if (path.toUpperCase() === 'INBOX') give(path, 'inbox');
  for (const { path, specialUse } of selectable) give(path, byAttribute[specialUse.toLowerCase()]);
  for (const { path, name } of selectable) give(path, byName[name.normalize('NFKC').toLowerCase()]);
  return found;
}
