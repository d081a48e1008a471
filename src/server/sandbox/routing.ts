import { MailError } from '../../base/errors.ts';
import { mailboxNameMaxChars } from '../limits.ts';
import { faultWordsMaxChars, routeRulesMax, tagMaxChars, tagsMax } from './limits.ts';

/** What a rule looks at. */
export interface Routable {
  /** Envelope sender and the mail's own From. */
  readonly senders: readonly string[];
  /** Of the envelope. */
  readonly recipients: readonly string[];
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

/**
 * Mails that fit all conditions go to `mailbox` of the catch-all (empty: this rule moves nothing) and get `tags`. A condition
 * is contained in what it is compared with, case aside; `*` stands for anything; an empty one always holds.
 */
export interface RouteRule {
  readonly from: string;
  readonly recipient: string;
  readonly header: { readonly name: string; readonly value: string } | undefined;
  readonly mailbox: string;
  readonly tags: readonly string[];
}

export interface Routed {
  readonly mailbox: string;
  readonly tags: readonly string[];
}

/** The first rule with a mailbox decides where to; tags come from every rule that fits. */
export function route(rules: readonly RouteRule[], mail: Routable): Routed {
  const fitting = rules.filter((rule) => fits(rule, mail));
  const mailbox = fitting.find((rule) => rule.mailbox !== '')?.mailbox ?? 'INBOX';
  return { mailbox, tags: soundTags([...fitting.flatMap(({ tags }) => tags), ...ownTags(mail)]) };
}

/** Reads rules that came over the API. All are good, or none is taken: throws `sandbox.badRule` with what is wrong. */
export function parseRouteRules(value: unknown): RouteRule[] {
  if (!Array.isArray(value)) throw bad('rules: a list');
  if (value.length > routeRulesMax) throw bad(`rules: ${value.length} > ${routeRulesMax}`);
  return value.map((one: unknown, index) => parseRule(one, `rule ${index + 1}`));
}

/** Tags without blanks around, twins and what is too long or empty; controls become blanks. */
export function soundTags(tags: readonly string[]): string[] {
  const clean = tags.map((tag) => tag.replace(/[\x00-\x1f\x7f,]+/g, ' ').trim());
  const seen = new Set<string>();
  const unique = clean.filter((tag) => {
    const key = tag.toLowerCase();
    if (tag === '' || tag.length > tagMaxChars || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return unique.slice(0, tagsMax);
}

/** What the mail itself asks for: X-Tags, and what stands behind a plus in an address (RFC 5233). */
function ownTags({ recipients, fields }: Routable): string[] {
  const written = fields.filter(({ name }) => name.toLowerCase() === 'x-tags').flatMap(({ value }) => value.split(','));
  const details = recipients.flatMap((address) => /^[^@+]+\+([^@]+)@/.exec(address)?.[1] ?? []);
  return [...written, ...details];
}

function fits({ from, recipient, header }: RouteRule, mail: Routable): boolean {
  const values = header
    ? mail.fields.filter(({ name }) => name.toLowerCase() === header.name.toLowerCase()).map(({ value }) => value)
    : [];
  return (
    (from === '' || mail.senders.some(like(from))) &&
    (recipient === '' || mail.recipients.some(like(recipient))) &&
    (!header || values.some(like(header.value)))
  );
}

/** The pieces between stars must come one after the other. */
function like(pattern: string): (text: string) => boolean {
  const pieces = pattern.toLowerCase().split('*');
  return (text) => {
    const given = text.toLowerCase();
    let at = 0;
    for (const piece of pieces) {
      const found = given.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return true;
  };
}

function parseRule(value: unknown, where: string): RouteRule {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`${where}: an object`);
  const fields: { readonly [name: string]: unknown } = Object.fromEntries(Object.entries(value));
  const word = (text: unknown, name: string) => {
    if (typeof text !== 'string' || text.length > faultWordsMaxChars) throw bad(`${where}: ${name}`);
    return text;
  };
  const rule = {
    from: word(fields['from'] ?? '', 'from'),
    recipient: word(fields['recipient'] ?? '', 'recipient'),
    header: readHeader(fields['header'], where),
    mailbox: readMailbox(fields['mailbox'] ?? '', where),
    tags: readTags(fields['tags'] ?? [], where),
  };
  if (rule.mailbox === '' && rule.tags.length === 0) throw bad(`${where}: mailbox or tags`);
  return rule;
}

function readHeader(value: unknown, where: string): RouteRule['header'] {
  if (value === undefined) return undefined;
  const isPair = typeof value === 'object' && value !== null && 'name' in value && 'value' in value;
  const { name, value: wanted } = isPair ? value : { name: '', value: '' };
  if (typeof name !== 'string' || typeof wanted !== 'string' || !/^[\x21-\x39\x3b-\x7e]{1,100}$/.test(name))
    throw bad(`${where}: header`);
  return { name, value: wanted.slice(0, faultWordsMaxChars) };
}

/** Names that the store takes; refused here, not when a mail comes. */
function readMailbox(value: unknown, where: string): string {
  const isSound =
    typeof value === 'string' &&
    (value === '' || value.split('/').every((level) => level.trim() !== '')) &&
    !/[\x00-\x1f\x7f%*]/.test(value) &&
    value.length <= mailboxNameMaxChars;
  if (!isSound) throw bad(`${where}: mailbox ${String(value)}`);
  return value;
}

function readTags(value: unknown, where: string): string[] {
  if (!Array.isArray(value) || value.some((tag) => typeof tag !== 'string')) throw bad(`${where}: tags`);
  return soundTags(value);
}

function bad(detail: string): MailError {
  return new MailError('sandbox.badRule', { data: { detail } });
}
