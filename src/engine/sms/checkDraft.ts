import { MailError } from '../../base/errors.ts';
import { partsMax, phoneTextMaxChars, recipientsMax } from '../../mail/sms/limits.ts';
import { countText, withSignature } from '../../mail/sms/parts.ts';
import { readPhone, showPhone, splitPhones } from '../../mail/sms/phoneNumber.ts';
import { fillText, variablesOf } from '../../mail/sms/template.ts';
import type { GatewayConfig, SmsCheckResult, SmsDraft } from '../../protocol/sms.ts';

/** The most numbers that are told one by one. */
const shownNumbersMax = 1_000;

/** What numbers and text come to at this gateway. Never throws for what a person typed: value plus reasons. */
export function checkSms({ form, fields }: GatewayConfig, { numbers, text, values }: SmsDraft): SmsCheckResult {
  const filled = fillText(text, values);
  const signature = form.signature === '' ? '' : (fields[form.signature] ?? '');
  const counted = countText(filled.text, { always: form.alphabet === '' ? undefined : form.alphabet, signature });
  return {
    numbers: splitPhones(numbers)
      .slice(0, shownNumbersMax)
      .map((typed) => checkNumber(typed, form.countries)),
    variables: variablesOf(text),
    missing: filled.missing,
    shownText: withSignature(filled.text, signature),
    ...counted,
  };
}

function checkNumber(typed: string, countries: readonly string[]): SmsCheckResult['numbers'][number] {
  const shownTyped = typed.slice(0, phoneTextMaxChars);
  const read = readPhone(typed);
  if ('reason' in read) return { typed: shownTyped, number: '', shown: '', reason: read.reason };
  const isServed = countries.length === 0 || countries.some((country) => read.number.startsWith(`+${country}`));
  return { typed: shownTyped, number: read.number, shown: showPhone(read.number), reason: isServed ? '' : 'notServed' };
}

/**
 * The numbers, each once, and the text with its gaps filled, as it is handed to the gateway. Throws what keeps it from being sent: `sms.badPhone`,
 * `sms.noRecipient`, `sms.tooMany`, `sms.emptyText`, `sms.variableMissing`, `sms.textTooLong`, `sms.templateMissing`.
 */
export function readySms(
  config: GatewayConfig,
  draft: SmsDraft,
  template: string,
): { readonly numbers: readonly string[]; readonly text: string; readonly check: SmsCheckResult } {
  const check = checkSms(config, draft);
  const refuse = (code: ConstructorParameters<typeof MailError>[0], data: MailError['data'] = {}) =>
    new MailError(code, { retry: 'afterUser', data });
  const bad = check.numbers.find(({ reason }) => reason !== '');
  if (bad) throw refuse('sms.badPhone', { number: bad.typed, reason: bad.reason });
  const numbers = [...new Set(check.numbers.map(({ number }) => number))];
  if (numbers.length === 0) throw refuse('sms.noRecipient');
  if (numbers.length > recipientsMax) throw refuse('sms.tooMany', { count: numbers.length, most: recipientsMax });
  if (draft.text.trim() === '') throw refuse('sms.emptyText');
  const [missing] = check.missing;
  if (missing !== undefined) throw refuse('sms.variableMissing', { variable: missing });
  if (check.parts > partsMax) throw refuse('sms.textTooLong', { parts: check.parts, most: partsMax });
  if (config.form.content === 'template' && template.trim() === '')
    throw refuse('sms.templateMissing', { gateway: config.name });
  return { numbers, text: fillText(draft.text, draft.values).text, check };
}
