/**
 * The few sentences that Mailroom writes into a mail. They speak the language of the mail that is answered or forwarded,
 * not that of the editor, and go through no bundle.
 */
export type QuoteLanguage = 'en' | 'zh';

export interface AttributionTexts {
  /** For dates (BCP 47). */
  readonly locale: string;
  /** With `{date}` and `{who}`. */
  readonly wrote: string;
  readonly somebody: string;
  readonly forwarded: string;
  readonly from: string;
  readonly date: string;
  readonly to: string;
  readonly cc: string;
  readonly subject: string;
}

export const attributionTexts: Readonly<Record<QuoteLanguage, AttributionTexts>> = {
  en: {
    locale: 'en-GB',
    wrote: 'On {date}, {who} wrote:',
    somebody: 'somebody',
    forwarded: 'Forwarded message:',
    from: 'From:',
    date: 'Date:',
    to: 'To:',
    cc: 'Cc:',
    subject: 'Subject:',
  },
  zh: {
    locale: 'zh-CN',
    wrote: '{who} 于 {date} 写道：',
    somebody: '对方',
    forwarded: '转发邮件：',
    from: '发件人：',
    date: '日期：',
    to: '收件人：',
    cc: '抄送：',
    subject: '主题：',
  },
};
