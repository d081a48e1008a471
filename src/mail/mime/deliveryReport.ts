import type { ByteSource } from './byteSource.ts';
import { htmlFreeText } from './plainReport.ts';
import { partsBelow, type ReadMessage, readMessage } from './read.ts';
import { addressesIn, addressOf, fieldsOf, partText, partTextMaxChars, xtext } from './reportFields.ts';
import type { Part } from './scan.ts';

/** What a server says became of a recipient (RFC 3464 §2.3.3); `failed` also where only words say so. */
export interface RecipientReport {
  /** In lower case; '' where the report does not say whom it means. */
  readonly address: string;
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed';
  /** RFC 3463, `5.1.1`; '' unknown. */
  readonly status: string;
  /** The server's words, one line. */
  readonly reason: string;
}

export interface DeliveryReport {
  /** Message-IDs that may be the reported mail's, with angle brackets, the surest first. */
  readonly messageIds: readonly string[];
  /** ENVID of the reported mail (RFC 3461 §4.4); '' unknown. */
  readonly envelopeId: string;
  /** Subject of the reported mail; '' unknown. */
  readonly subject: string;
  readonly recipients: readonly RecipientReport[];
}

/** UTF-16 units of a reason that are kept. */
export const reasonMaxChars = 1_000;
/** Recipients of one report. */
export const reportRecipientsMax = 1_000;

/** Sender and subject of mail that may be a report: a look at the list is enough to tell what is worth reading. */
export function mayBeReport({ from, subject }: { readonly from: string; readonly subject: string }): boolean {
  return reportSender.test(from) || reportSubject.test(subject);
}

const reportSender = /^(mailer-daemon|mail-daemon|postmaster|mdaemon|bounces?|noreply-?dsn|mailer_daemon)\b|daemon@/i;
const reportSubject =
  /undeliver|not delivered|non.?delivery|delivery (status|fail|report|has failed|problem|notification)|fail(ed|ure)\b.{0,20}(deliver|notice)|failure notice|mail (delivery|system error)|returned (mail|to sender)|mail failure|could ?n.t be delivered|delayed mail|退信|退回|被退|投递失败|投递状态|发送失败|未送达|无法送达|无法投递|投遞失敗|無法傳遞|未傳遞/i;

/**
 * Reads a report of delivery: that of RFC 3464, else the words of servers that write none (qmail, QQ, NetEase and others).
 * Undefined for other mail. Never throws.
 */
export function readDeliveryReport(source: ByteSource): DeliveryReport | undefined {
  const message = readMessage(source);
  const parts = [message.root, ...partsBelow(message.root)];
  const original = originalIn(message, parts);
  const status = parts.find(({ type }) => /^message\/(global-)?delivery-status$/.test(type));
  if (status) {
    const report = readStatus(partText(message, status));
    if (report.recipients.length > 0) return { ...report, ...original };
  }
  if (parts.some(({ type }) => type === 'message/disposition-notification')) return undefined; // A receipt of a reader.
  if (!mayBeReport({ from: message.from[0]?.address ?? '', subject: message.subject })) return undefined;
  const recipients = readWords(message);
  return recipients.length > 0 || original.messageIds.length > 0
    ? { envelopeId: '', ...original, recipients }
    : undefined;
}

/** The fields of the reported mail: enclosed whole, as its headers, or quoted in the text. */
function originalIn(
  message: ReadMessage,
  parts: readonly Part[],
): { readonly messageIds: readonly string[]; readonly subject: string } {
  const enclosed = parts.find(({ type }) =>
    /^(message\/(rfc822|global|rfc822-headers|global-headers)|text\/rfc822-headers)$/.test(type),
  );
  const quoted = enclosed ? partText(message, enclosed).slice(0, partTextMaxChars) : bodyText(message);
  const id = /^[ >]*Message-ID:\s*(<[^<>\s]{1,900}>)/im.exec(quoted)?.[1];
  const ids = [...(id ? [id] : []), ...message.inReplyTo, ...message.references];
  const subject = /^[ >]*Subject:[ \t]*(.*)$/im.exec(quoted)?.[1]?.trim() ?? '';
  return { messageIds: [...new Set(ids)], subject: enclosed || id ? subject : '' };
}

/** RFC 3464 §2.1: groups of fields, the first about the mail, each other about a recipient. */
function readStatus(text: string): Omit<DeliveryReport, 'messageIds' | 'subject'> {
  const groups = text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .map(fieldsOf)
    .filter((fields) => fields.size > 0);
  const envelopeId = groups[0]?.get('original-envelope-id') ?? '';
  const recipients = groups
    .filter((fields) => fields.has('final-recipient') || fields.has('original-recipient') || fields.has('action'))
    .slice(0, reportRecipientsMax)
    .flatMap((fields) => recipientOf(fields));
  return { envelopeId: xtext(envelopeId), recipients };
}

function recipientOf(fields: ReadonlyMap<string, string>): readonly RecipientReport[] {
  const action = /^\s*(failed|delayed|delivered|relayed|expanded)/i
    .exec(fields.get('action') ?? '')?.[1]
    ?.toLowerCase();
  const known = actions.find((one) => one === action) ?? (action === 'expanded' ? 'delivered' : undefined);
  const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? '';
  const diagnostic = (fields.get('diagnostic-code') ?? '').replace(/^\s*[\w.-]+\s*;\s*/, '');
  const told = known ?? (status.startsWith('5') ? 'failed' : status.startsWith('4') ? 'delayed' : undefined);
  if (!told) return [];
  const address = addressOf(fields.get('original-recipient')) || addressOf(fields.get('final-recipient'));
  return [{ address, action: told, status, reason: oneLine(diagnostic) }];
}

const actions = ['failed', 'delayed', 'delivered', 'relayed'] as const;

/**
 * Who is named before the returned mail begins, with the words beside. A server that names nobody but its own reason
 * gives one recipient without an address: whoever knows the mail knows to whom it went.
 */
function readWords(message: ReadMessage): readonly RecipientReport[] {
  const text = bodyText(message);
  const own = text.slice(0, returnedMark.exec(text)?.index ?? text.length);
  const isDelay = delayWords.test(message.subject) || (delayWords.test(own) && !failWords.test(own));
  const action = isDelay ? 'delayed' : 'failed';
  const lines = own.split('\n').map((line) => line.trim());
  const found = new Map<string, RecipientReport>();
  for (const [index, line] of lines.entries()) {
    for (const address of addressesIn(line)) {
      if (found.has(address) || reportSender.test(address)) continue;
      const near = [line.replace(/^<?[^\s<>]+@[^\s<>]+>?[:：]?\s*$/, ''), ...lines.slice(index + 1, index + 8)];
      found.set(address, { address, action, ...reasonIn(near) });
    }
  }
  if (found.size > 0) return [...found.values()].slice(0, reportRecipientsMax);
  const { status, reason } = reasonIn(lines);
  return reason === '' ? [] : [{ address: '', action, status, reason }];
}

/** Where a server begins to give the mail back. */
const returnedMark =
  /^[- ]*(below this line is a copy of the message|this is a copy of the (message|headers)|the following is a copy|original message|included is a copy|message header follows|原邮件(内容|正文)|原信件(内容|正文)|以下是(您的)?原|退信原文)|^(received|return-path|message-id): /im;
const delayWords =
  /delay|will be retried|will keep trying|still being retried|warning.{0,20}(could not|not yet)|延迟|延遲|稍后(再|重)试|继续尝试/i;
const failWords = /fail|return|undeliver|could not be delivered|permanent|退|失败|不存在|无法|拒/i;

/** The line that tells most: one with a reply number, one that says it is the reason, else the first with words. */
function reasonIn(lines: readonly string[]): { readonly status: string; readonly reason: string } {
  const filled = lines.filter((line) => /[\p{L}]{2}/u.test(line));
  const reason =
    filled.find((line) => /\b[45]\d\d[ -]|#?\b[45]\.\d{1,3}\.\d{1,3}\b/.test(line)) ??
    filled.find((line) => /reason|diagnos|error|said|原因|错误|錯誤/i.test(line) && line.length > 8) ??
    filled.find((line) => failWords.test(line)) ??
    filled[0] ??
    '';
  const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(reason)?.[1] ?? '';
  return {
    status,
    reason: oneLine(reason.replace(/^(reason|diagnostic[- ]?code|error|退信原因|原因)\s*[:：]\s*/i, '')),
  };
}

function bodyText(message: ReadMessage): string {
  return message.blocks
    .map(({ text, html }) => text ?? (html === undefined ? '' : htmlFreeText(html)))
    .join('\n')
    .replace(/\r\n?/g, '\n');
}

function oneLine(text: string): string {
  return text
    .replace(/\p{C}|\s+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, reasonMaxChars);
}
