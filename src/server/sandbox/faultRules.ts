import { MailError } from '../../base/errors.ts';
import { faultDelayMaxMs, faultRulesMax, faultWordsMaxChars } from './limits.ts';

/** Moments of an SMTP session: `end` is the final dot of DATA (or the last BDAT). */
export const smtpStages = ['connect', 'ehlo', 'auth', 'mail', 'rcpt', 'data', 'end'] as const;
/** Moments of the reading protocols. */
export const readingStages = [
  'imap.login',
  'imap.select',
  'imap.fetch',
  'imap.idle',
  'pop3.login',
  'pop3.list',
  'pop3.retr',
  'pop3.quit',
] as const;
export const faultStages = [...smtpStages, ...readingStages] as const;
export type FaultStage = (typeof faultStages)[number];

/**
 * How a reading protocol misbehaves: `uidValidity` tells another UIDVALIDITY at SELECT, `expungeRace` lets a message go
 * while it is fetched, `halfLiteral` ends the connection in the middle of a literal or of a message, `tokenExpired` refuses
 * a sign-in that was right.
 */
export const weaknesses = ['uidValidity', 'expungeRace', 'halfLiteral', 'tokenExpired'] as const;
export type Weakness = (typeof weaknesses)[number];

export type FaultAction =
  | { readonly kind: 'code'; readonly code: number; readonly words: string }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  | { readonly kind: 'cut' }
  | { readonly kind: 'weakness'; readonly name: Weakness };

/** One rule: where, how often, for whom, what. Empty `from`, `recipient`, `user` = any; else contained in it, case aside. */
export interface FaultRule {
  readonly stage: FaultStage;
  /** Per cent: 0 never, 100 always. */
  readonly probability: number;
  readonly from: string;
  readonly recipient: string;
  readonly user: string;
  readonly action: FaultAction;
}

/** Reads rules that came over the API. All are good, or none is taken: throws `sandbox.badRule` with what is wrong. */
export function parseFaultRules(value: unknown): FaultRule[] {
  if (!Array.isArray(value)) throw bad('rules: a list');
  if (value.length > faultRulesMax) throw bad(`rules: ${value.length} > ${faultRulesMax}`);
  return value.map((one: unknown, index) => parseRule(one, `rule ${index + 1}`));
}

/** Codes that SMTP knows as failures (RFC 5321 §4.2.1). */
export function isFailureCode(code: unknown): code is number {
  return typeof code === 'number' && Number.isInteger(code) && code >= 400 && code <= 599;
}

export function isProbability(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 100;
}

function parseRule(value: unknown, where: string): FaultRule {
  const fields = fieldsOf(value, where);
  const stage = faultStages.find((one) => one === fields['stage']);
  if (!stage) throw bad(`${where}: stage ${String(fields['stage'])}`);
  const probability = fields['probability'] ?? 100;
  if (!isProbability(probability)) throw bad(`${where}: probability ${String(probability)}`);
  const word = (name: string) => {
    const text = fields[name] ?? '';
    if (typeof text !== 'string' || text.length > faultWordsMaxChars) throw bad(`${where}: ${name}`);
    return text;
  };
  const action = parseAction(fieldsOf(fields['action'], where), where);
  const readsOnly = action.kind === 'weakness' && !stage.includes('.');
  if (action.kind === 'throttle' && stage.includes('.')) throw bad(`${where}: throttle at ${stage}`);
  if (readsOnly) throw bad(`${where}: ${action.name} at ${stage}`);
  return { stage, probability, from: word('from'), recipient: word('recipient'), user: word('user'), action };
}

function parseAction(fields: { readonly [name: string]: unknown }, where: string): FaultAction {
  const { kind, code, words = 'a fault of the sandbox', ms, bytesPerSecond, name } = fields;
  if (kind === 'cut') return { kind };
  if (kind === 'code') {
    const isLine = typeof words === 'string' && /^[^\x00-\x1f\x7f]{0,400}$/.test(words);
    if (!isFailureCode(code) || !isLine) throw bad(`${where}: code ${String(code)} ${String(words)}`);
    return { kind, code, words };
  }
  if (kind === 'delay') {
    if (!isWhole(ms, faultDelayMaxMs)) throw bad(`${where}: ms ${String(ms)}`);
    return { kind, ms };
  }
  if (kind === 'throttle') {
    if (!isWhole(bytesPerSecond, 1_000_000_000)) throw bad(`${where}: bytesPerSecond ${String(bytesPerSecond)}`);
    return { kind, bytesPerSecond };
  }
  const weakness = weaknesses.find((one) => one === name);
  if (kind !== 'weakness' || !weakness) throw bad(`${where}: action ${String(kind)} ${String(name ?? '')}`.trim());
  return { kind, name: weakness };
}

function fieldsOf(value: unknown, where: string): { readonly [name: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`${where}: an object`);
  return Object.fromEntries(Object.entries(value));
}

function isWhole(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max;
}

function bad(detail: string): MailError {
  return new MailError('sandbox.badRule', { data: { detail } });
}
