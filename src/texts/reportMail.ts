/**
 * What the local server writes into a report about a mail that did not arrive. Nobody knows the language of who reads it, so
 * it says everything in both, and goes through no bundle.
 */
export type ReportKind = 'failed' | 'delayed';

export function reportSubject(kind: ReportKind): string {
  return kind === 'failed' ? 'Undelivered mail returned to sender / 邮件未送达' : 'Mail delayed / 邮件延迟';
}

/** `reasons`: a line for each recipient, with what the other server said. */
export function reportText(kind: ReportKind, host: string, reasons: readonly string[]): string {
  const list = reasons.map((reason) => `  ${reason}`).join('\n');
  const said =
    kind === 'failed'
      ? [
          `This is the mail server at ${host}. Your mail could not be delivered to:`,
          '以上收件人没有收到您的邮件。邮件服务器不会再次尝试投递。',
          'It will not be tried again. What the other server said is beside each address; your mail’s header is enclosed.',
        ]
      : [
          `This is the mail server at ${host}. Your mail has not been delivered yet to:`,
          '以上收件人尚未收到您的邮件。邮件服务器会继续尝试投递，您无需重发。',
          'It is tried on; you need not send it again.',
        ];
  const [opening = '', chinese = '', closing = ''] = said;
  return [opening, '', list, '', closing, '', chinese, ''].join('\n');
}
