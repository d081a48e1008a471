import { accountId, failure } from './records.ts';
import {
  boolean,
  branded,
  count,
  type Infer,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  record,
  string,
  timestamp,
  union,
} from './schema.ts';

/** Text messages through gateways, and how a gateway is spoken to (`mail/sms/gatewayForm.ts` says what each field means). */

/** Of the same kind as an account's: what has a secret has an id there. */
export const gatewayId = accountId;
export type GatewayId = Infer<typeof gatewayId>;

export const smsId = branded('an id of a text message', /^s[0-9a-z]{1,40}$/);
export type SmsId = Infer<typeof smsId>;

const formField = object({
  name: string({ max: 50 }),
  label: string({ max: 200 }),
  example: optional(string({ max: 200 })),
  optional: optional(boolean),
});
export type SmsFormField = Infer<typeof formField>;

const pieces = list(string({ max: 200 }), { max: 20 });
const strings = record(string({ max: 2_000 }), { max: 60 });
const refusal = oneOf(
  'sms.badKey',
  'sms.noCredit',
  'sms.badNumber',
  'sms.contentRefused',
  'sms.templateRefused',
  'sms.signatureRefused',
  'sms.tooOften',
  'sms.unsubscribed',
  'sms.notAllowed',
  'sms.accountLocked',
  'sms.tooLong',
  'sms.busy',
);

export const gatewayForm = object({
  id: string({ max: 100 }),
  name: string({ max: 200 }),
  source: string({ max: 500 }),
  method: oneOf('GET', 'POST'),
  url: string({ max: 2_000 }),
  headers: strings,
  body: union<
    | { readonly kind: 'none' }
    | { readonly kind: 'form'; readonly fields: { readonly [name: string]: string } }
    | { readonly kind: 'json'; readonly text: string }
  >(
    object({ kind: oneOf('none') }),
    object({ kind: oneOf('form'), fields: strings }),
    object({ kind: oneOf('json'), text: string({ max: 20_000 }) }),
  ),
  signing: union<
    | { readonly scheme: 'none' }
    | { readonly scheme: 'basic'; readonly user: string; readonly password: string }
    | { readonly scheme: 'aliyun'; readonly secret: string }
    | { readonly scheme: 'tencent'; readonly id: string; readonly secret: string; readonly service: string }
  >(
    object({ scheme: oneOf('none') }),
    object({ scheme: oneOf('basic'), user: string({ max: 200 }), password: string({ max: 200 }) }),
    object({ scheme: oneOf('aliyun'), secret: string({ max: 200 }) }),
    object({
      scheme: oneOf('tencent'),
      id: string({ max: 200 }),
      secret: string({ max: 200 }),
      service: string({ max: 50 }),
    }),
  ),
  fields: list(formField, { max: 20 }),
  secrets: list(formField, { max: 10 }),
  content: oneOf('text', 'template'),
  numbers: oneOf('e164', 'digits', 'national'),
  countries: list(string({ max: 4 }), { max: 300 }),
  alphabet: oneOf('', 'ucs2'),
  signature: string({ max: 50 }),
  success: object({
    answer: oneOf('json', 'text'),
    paths: pieces,
    values: pieces,
    code: pieces,
    words: pieces,
    id: pieces,
  }),
  codes: record(refusal, { max: 500 }),
});
export type SmsGatewayForm = Infer<typeof gatewayForm>;

/** What a person entered for a gateway; the secrets are in the editor's store, under its id. */
export const gatewayConfig = object({
  name: string({ max: 200 }),
  form: gatewayForm,
  fields: record(string({ max: 500 }), { max: 20 }),
});
export type GatewayConfig = Infer<typeof gatewayConfig>;

export const gatewayRecord = object({
  id: gatewayId,
  config: gatewayConfig,
  /** Where its requests go, with a port that is not the usual one. */
  host: string({ max: 300 }),
  /** A person has seen that host and let texts go there. */
  isAllowed: boolean,
});
export type GatewayRecord = Infer<typeof gatewayRecord>;

/** `held`: can still be taken back. `queued`: waits for its turn, the network, or a secret. */
export const smsState = oneOf('held', 'queued', 'sending', 'sent', 'failed', 'inDoubt', 'cancelled');
export type SmsState = Infer<typeof smsState>;

export const smsRecipient = object({
  /** E.164. */
  number: string({ max: 20 }),
  state: oneOf('pending', 'sending', 'sent', 'failed', 'inDoubt', 'cancelled'),
  /** What the gateway calls the text to this number; '' unknown. */
  gatewayRef: string({ max: 500 }),
  /** What keeps or kept it from being sent: also while it is tried again. */
  failure: nullable(failure),
});
export type SmsRecipient = Infer<typeof smsRecipient>;

export const smsRecord = object({
  id: smsId,
  gateway: gatewayId,
  gatewayName: string({ max: 200 }),
  state: smsState,
  /** Filled in. */
  text: string({ max: 10_000 }),
  /** Messages that the text takes for each number. */
  parts: count,
  recipients: list(smsRecipient, { max: 100 }),
  createdAt: timestamp,
  /** When it leaves, or is tried again, at the earliest. */
  dueAt: timestamp,
  /** When the last number was settled; 0 before. */
  finishedAt: timestamp,
  attempts: count,
});
export type SmsRecord = Infer<typeof smsRecord>;

/** What a person writes before it is sent: numbers as typed, the text with its gaps. */
export const smsDraft = object({
  numbers: string({ max: 10_000 }),
  text: string({ max: 10_000 }),
  values: record(string({ max: 1_000 }), { max: 20 }),
});
export type SmsDraft = Infer<typeof smsDraft>;

export const smsCheckResult = object({
  numbers: list(
    object({
      typed: string({ max: 200 }),
      /** E.164; '' where it can't be read. */
      number: string({ max: 20 }),
      /** In groups; '' likewise. */
      shown: string({ max: 40 }),
      /** '' where it can be sent to. */
      reason: oneOf('', 'letters', 'characters', 'tooShort', 'tooLong', 'noCountry', 'notMobile', 'notServed'),
    }),
    { max: 1_000 },
  ),
  variables: list(string({ max: 50 }), { max: 20 }),
  missing: list(string({ max: 50 }), { max: 20 }),
  /** The text as the phone shows it. */
  shownText: string({ max: 30_000 }),
  alphabet: oneOf('gsm7', 'ucs2'),
  /** Septets or UTF-16 units. */
  units: count,
  parts: count,
  /** What still fits into the last part. */
  left: integer(),
  /** Characters that make the text dearer. */
  foreign: list(string({ max: 10 }), { max: 10 }),
});
export type SmsCheckResult = Infer<typeof smsCheckResult>;

/** One line of what was said with a gateway; secrets are masked. `note` is ours. */
export const smsLogLine = object({
  at: timestamp,
  side: oneOf('client', 'gateway', 'note'),
  text: string({ max: 4_000 }),
});
export type SmsLogLine = Infer<typeof smsLogLine>;
