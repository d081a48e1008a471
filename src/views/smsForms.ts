import { MailError } from '../base/errors.ts';
import { gatewayForm, type SmsGatewayForm } from '../protocol/sms.ts';

/** A text with gaps that a person keeps; `code`: the number that a provider gave it. */
export interface SmsTemplate {
  readonly name: string;
  readonly text: string;
  readonly code: string;
}

/** One gateway of the setting, or why it can't be used. */
export type OwnForm = { readonly form: SmsGatewayForm } | { readonly name: string; readonly error: MailError };

/**
 * Reads `mailroom.sms.gateways`: forms as a person writes them (docs/sms.md), where what has a usual value may be left out
 * and one value may stand for a list of one.
 */
export function ownForms(setting: unknown): readonly OwnForm[] {
  if (!Array.isArray(setting)) return [];
  return setting.filter(isObject).map((written, index) => {
    const name = textOf(written['name']) || `${index + 1}`;
    try {
      return { form: gatewayForm.parse(completed(written, name)) };
    } catch (error) {
      const place = error instanceof MailError ? String(error.data['path'] ?? '') : '';
      const found = String(JSON.stringify(valueAt(written, place)) ?? '').slice(0, 100);
      const data = { gateway: name, place, found };
      return { name, error: new MailError('sms.badForm', { retry: 'afterUser', data, cause: error }) };
    }
  });
}

/** Reads `mailroom.sms.templates`; what is no template is left out. */
export function smsTemplates(setting: unknown): readonly SmsTemplate[] {
  if (!Array.isArray(setting)) return [];
  return setting
    .filter(isObject)
    .map(({ name, text, code }) => ({ name: textOf(name), text: textOf(text), code: textOf(code) }))
    .filter(({ name, text }) => name !== '' && text !== '');
}

type Written = { readonly [key: string]: unknown };

function completed(written: Written, name: string) {
  const success = isObject(written['success']) ? written['success'] : {};
  return {
    id: `own:${name}`,
    name,
    source: written['source'] ?? '',
    method: written['method'] ?? 'POST',
    url: written['url'] ?? '',
    headers: written['headers'] ?? {},
    body: bodyOf(written),
    signing: written['signing'] ?? { scheme: 'none' },
    fields: listOf(written['fields']).map(fieldOf),
    secrets: listOf(written['secrets']).map(fieldOf),
    content: written['content'] ?? 'text',
    numbers: written['numbers'] ?? 'e164',
    countries: listOf(written['countries']).map(String),
    alphabet: written['alphabet'] ?? '',
    signature: written['signature'] ?? '',
    success: {
      answer: success['answer'] ?? 'json',
      paths: listOf(success['path']),
      values: listOf(success['equals']).map(String),
      code: listOf(success['code']),
      words: listOf(success['words']),
      id: listOf(success['id']),
    },
    codes: written['codes'] ?? {},
  };
}

function bodyOf({ form, json }: Written) {
  if (form !== undefined) return { kind: 'form', fields: form };
  return json === undefined ? { kind: 'none' } : { kind: 'json', text: JSON.stringify(json) };
}

function fieldOf(field: unknown): unknown {
  if (typeof field === 'string') return { name: field, label: field };
  return isObject(field) ? { ...field, label: field['label'] ?? field['name'] } : field;
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

function valueAt(written: Written, path: string): unknown {
  return written[path.split(/[.[]/, 1)[0] ?? ''];
}

function isObject(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
