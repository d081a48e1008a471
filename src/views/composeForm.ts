import { isErrorCode } from '../base/errorCodes.ts';
import type { ResultOf } from '../protocol/method.ts';
import type { draftForm } from '../protocol/methods/draftForm.ts';
import type { Address } from '../protocol/records.ts';
import type { ComposeAttachment, ComposeEntry, ComposeForm, ComposeWords } from '../protocol/views/compose.ts';
import { composeTexts } from '../texts/compose.ts';
import { addressReasonTexts } from '../texts/drafts.ts';
import { errorText } from '../texts/errors.ts';
import type { Translate } from '../texts/translate.ts';

/** The form's fields in the person's language. Plain data, so that tests need no editor. */

export type FormResult = ResultOf<typeof draftForm>;

export function toForm(
  result: FormResult,
  {
    t,
    senders,
    attach,
  }: {
    readonly t: Translate;
    readonly senders: readonly Address[];
    readonly attach: readonly ComposeAttachment[];
  },
): ComposeForm {
  const entries = (list: FormResult['to']) => list.map((entry) => entryOf(entry, t));
  const choices = senders.map(({ name, address }) => {
    const value = formatted(name, address);
    return { value, label: name ? `${name} <${address}>` : address };
  });
  const [from] = result.from;
  const written = from?.text ?? '';
  const chosen = senders.findIndex(({ address }) => address.toLowerCase() === from?.address.toLowerCase());
  const value = choices[chosen]?.value ?? written;
  return {
    from: value,
    senders: value === '' || chosen >= 0 ? choices : [{ value, label: value }, ...choices],
    to: entries(result.to),
    cc: entries(result.cc),
    bcc: entries(result.bcc),
    replyTo: entries(result.replyTo),
    subject: result.subject,
    attach,
    priority: priorityOf(result.words['priority'] ?? ''),
    receipt: /^(yes|true|on|read|是|要)$/i.test(result.words['receipt'] ?? ''),
    sendAt: result.words['send-at'] ?? '',
    problems: result.errors.map(({ code, data }) => errorText(t, isErrorCode(code) ? code : 'internal', data)),
  };
}

/** All that the page says. */
export function composeWords(t: Translate): ComposeWords {
  return Object.fromEntries(Object.entries(composeTexts).map(([name, text]) => [name, t<string>(text)]));
}

/** A contact as an address list takes it. */
export function formatted(name: string, address: string): string {
  if (!name) return address;
  return /["(),:;<>@[\\\]；，、＜＞＠：]/.test(name)
    ? `"${name.replace(/[\\"]/g, '\\$&')}" <${address}>`
    : `${name} <${address}>`;
}

function entryOf({ text, name, address, reason }: FormResult['to'][number], t: Translate): ComposeEntry {
  const sentence = Object.entries(addressReasonTexts).find(([key]) => key === reason)?.[1];
  return {
    text,
    name,
    address,
    problem: reason === '' ? '' : t<string>(sentence ?? addressReasonTexts.text, { address: text }),
  };
}

/** The words that the document takes, in the one form that the page shows. */
function priorityOf(word: string): string {
  if (/^(high|urgent|important|1|高|重要|紧急)$/i.test(word)) return 'high';
  return /^(low|non-urgent|5|低|不急)$/i.test(word) ? 'low' : '';
}
