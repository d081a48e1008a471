import type { StyleTable } from './styleRules.ts';

/**
 * The looks that `style:` names. Only what `clientSupport.ts` says mail clients keep: longhand where Word wants it, sizes
 * in px. The classes are of elements that we make: `.code` (a block of code), `.task`, `.footnotes`, `.signature`, and
 * the words of highlighted code.
 */
const sans =
  "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,'PingFang SC','Microsoft YaHei',sans-serif";
/** Short: it stands at each piece of code, and Gmail shows 102 KB of a mail. */
const mono = 'font-family:Consolas,Menlo,monospace';

/** Colours of code on its light ground; each has a contrast of at least 4.5 there (WCAG 2.2 §1.4.3). */
const code: StyleTable = {
  '.comment': 'color:#5b6570;font-style:italic',
  '.keyword': 'color:#9a1f6b',
  '.string': 'color:#0b5c34',
  '.number': 'color:#8a4600',
  '.function': 'color:#1d4fae',
  '.type': 'color:#5b35a5',
  '.tag': 'color:#1d4fae',
  '.attribute': 'color:#8a4600',
  '.added': 'color:#0b5c34;background-color:#e3f6e8',
  '.removed': 'color:#a01c24;background-color:#fdebec',
  '.section': 'color:#5b35a5;font-weight:bold',
};

/** A letter: the recipient's own colours, so that a dark mail program stays dark. */
const plain: StyleTable = {
  ...code,
  'div.mail': `${sans};font-size:14px;line-height:1.5`,
  p: 'margin:0 0 12px',
  'h1,h2,h3,h4,h5,h6': 'margin:20px 0 8px;line-height:1.3;font-weight:600',
  h1: 'font-size:24px',
  h2: 'font-size:20px',
  h3: 'font-size:17px',
  h4: 'font-size:15px',
  h5: 'font-size:14px',
  h6: 'font-size:13px',
  a: 'color:#0969da;text-decoration:underline',
  'ul,ol': 'margin:0 0 12px;padding:0 0 0 28px',
  'li ul,li ol': 'margin:4px 0',
  li: 'margin:0 0 4px',
  'li.task': 'list-style-type:none',
  blockquote: 'margin:0 0 12px;padding:0 0 0 12px;border-left:3px solid #b6bec8',
  code: `${mono};font-size:13px;background-color:#f1f3f5;color:#24292f;padding:1px 4px;border-radius:3px`,
  kbd: `${mono};font-size:12px;background-color:#f1f3f5;color:#24292f;border:1px solid #c3cad2;padding:0 4px;border-radius:3px`,
  pre: 'padding:10px 12px;background-color:#f6f8fa;color:#24292f;border:1px solid #d0d7de;border-radius:4px',
  'pre code': 'font-size:13px;line-height:1.45;background-color:#f6f8fa;padding:0',
  'table.code': 'margin:0 0 12px;border-collapse:separate',
  table: 'border-collapse:collapse;margin:0 0 12px 0',
  'th,td': 'border:1px solid #b6bec8;padding:6px 12px;vertical-align:top',
  th: 'font-weight:600;text-align:left',
  img: 'max-width:100%;height:auto;border:0',
  hr: 'border:0;border-top:1px solid #b6bec8;margin:16px 0;height:1px',
  'span.mark': 'background-color:#fff1a8;color:#24292f',
  'div.footnotes': 'margin:24px 0 0 0;font-size:12px;border-top:1px solid #b6bec8;padding:8px 0 0 0',
  'p.signature': 'color:#6b747e',
};

/** A report: dark ink on white paper, a measure to read, ruled headings. */
const document: StyleTable = {
  ...plain,
  'div.mail': `${sans};font-size:15px;line-height:1.6;color:#1f2328;background-color:#ffffff;max-width:720px;padding:8px 16px`,
  p: 'margin:0 0 14px',
  h1: 'font-size:28px;margin:8px 0 16px 0;padding:0 0 8px 0;border-bottom:2px solid #1f2328',
  h2: 'font-size:21px;margin:28px 0 10px 0;padding:0 0 4px 0;border-bottom:1px solid #d0d7de',
  h3: 'font-size:17px',
  h6: 'font-size:13px;color:#59636e',
  blockquote: 'margin:0 0 14px;padding:2px 0 2px 14px;border-left:4px solid #8c959f;color:#454d56',
  th: 'font-weight:600;text-align:left;background-color:#eef1f4',
  table: 'border-collapse:collapse;margin:0 0 16px;font-size:14px',
  'p.signature': 'color:#59636e',
};

export const themes: { readonly [name: string]: StyleTable } = { plain, document };
