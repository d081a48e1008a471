/** The headers of a draft: what they are called, in which words people may write them, and how their value is read. */

export type HeaderKind = 'address' | 'text' | 'files' | 'ids' | 'word';

export const draftHeaders = {
  from: 'address',
  to: 'address',
  cc: 'address',
  bcc: 'address',
  'reply-to': 'address',
  subject: 'text',
  attach: 'files',
  format: 'word',
  style: 'word',
  'send-at': 'word',
  priority: 'word',
  receipt: 'word',
  dsn: 'word',
  signature: 'text',
  template: 'text',
  'in-reply-to': 'ids',
  references: 'ids',
  /** The message that an inline forward was made of, so that it can be marked as forwarded once sent. */
  'forward-of': 'word',
  /** The message that leaves as it came, with Resent fields alone (RFC 5322 §3.6.6). */
  'redirect-of': 'word',
} as const satisfies { readonly [name: string]: HeaderKind };

export type HeaderName = keyof typeof draftHeaders;

/** Other words for a header: what Chinese mail programs call them, and what slips from the fingers of those who know mail. */
const aliases: { readonly [name: string]: HeaderName } = {
  发件人: 'from',
  收件人: 'to',
  抄送: 'cc',
  密送: 'bcc',
  主题: 'subject',
  附件: 'attach',
  回复到: 'reply-to',
  回复地址: 'reply-to',
  格式: 'format',
  样式: 'style',
  定时: 'send-at',
  定时发送: 'send-at',
  发送时间: 'send-at',
  优先级: 'priority',
  重要性: 'priority',
  importance: 'priority',
  回执: 'receipt',
  已读回执: 'receipt',
  送达回执: 'dsn',
  attachment: 'attach',
  attachments: 'attach',
  attached: 'attach',
  replyto: 'reply-to',
  'reply to': 'reply-to',
};

/** Headers that a mail has once (RFC 5322 §3.6), a draft therefore too. Several `attach` or `x-…` are several. */
export function mayRepeat(name: string): boolean {
  return name === 'attach' || isExtraHeader(name);
}

/** `x-…`: passed on as it is. */
export function isExtraHeader(name: string): boolean {
  return /^x-[a-z0-9][a-z0-9-]*$/i.test(name);
}

/** The header that a written name means: case and surrounding space aside, aliases resolved. */
export function headerNamed(written: string): HeaderName | undefined {
  const name = written.trim().toLowerCase();
  if (isHeaderName(name)) return name;
  return Object.hasOwn(aliases, name) ? aliases[name] : undefined;
}

/** The known header that is most likely meant; undefined when none is near. */
export function nearestHeader(written: string): HeaderName | undefined {
  const name = written.trim().toLowerCase();
  let best: HeaderName | undefined;
  let least = Math.min(3, Math.ceil(name.length / 2) + 1);
  for (const known of Object.keys(draftHeaders).filter(isHeaderName)) {
    const distance = editDistance(name, known);
    if (distance < least) {
      least = distance;
      best = known;
    }
  }
  return best;
}

function isHeaderName(name: string): name is HeaderName {
  return Object.hasOwn(draftHeaders, name);
}

/** Insertions, deletions, replacements and swaps of neighbours that make one word the other. */
export function editDistance(a: string, b: string): number {
  if (a.length > 40) return a.length;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
