import { originalRecipientMaxChars } from './limits.ts';
import { readParameters } from './parameters.ts';
import { isInternational, readPath } from './path.ts';
import { isReply, type Reply, reply } from './reply.ts';
import { readXtext } from './xtext.ts';

/** When a report is wanted (RFC 3461 §4.1). */
export type Notify = 'NEVER' | 'SUCCESS' | 'FAILURE' | 'DELAY';

/** RCPT TO (RFC 5321 §4.1.1.3) with the parameters of DSN. */
export interface RcptCommand {
  readonly to: string;
  /** Empty where the client did not say: then failures are reported (RFC 3461 §4.1). */
  readonly notify: readonly Notify[];
  /** ORCPT (RFC 3461 §4.2) as `type;address`, decoded; or empty. */
  readonly originalRecipient: string;
}

const wishes = ['NEVER', 'SUCCESS', 'FAILURE', 'DELAY'] as const;

/** Reads what stands behind RCPT; a refusal for what is not in the grammar. `smtpUtf8`: MAIL asked for it. */
export function readRcpt(argument: string, smtpUtf8: boolean): RcptCommand | Reply {
  const [, text] = /^TO: ?(.*)$/i.exec(argument) ?? [];
  if (text === undefined) return reply(501, '5.5.4', 'RCPT TO:<address>');
  const path = readPath(text);
  if (!path || path.address === '') return reply(501, '5.1.3', 'bad address of the recipient');
  const parameters = readParameters(path.rest, ['NOTIFY', 'ORCPT']);
  if (isReply(parameters)) return parameters;
  if (isInternational(path.address) && !smtpUtf8) return reply(553, '5.6.7', 'such an address wants SMTPUTF8');
  const notify = readNotify(parameters.get('NOTIFY'));
  if (!notify) return reply(501, '5.5.4', 'NOTIFY is NEVER, or some of SUCCESS, FAILURE, DELAY');
  const originalRecipient = readOriginal(parameters.get('ORCPT'));
  if (originalRecipient === undefined) return reply(501, '5.5.4', 'bad ORCPT');
  return { to: path.address, notify, originalRecipient };
}

function readNotify(value: string | undefined): readonly Notify[] | undefined {
  if (value === undefined) return [];
  const words = value.toUpperCase().split(',');
  const found = wishes.filter((wish) => words.includes(wish));
  const isSound = found.length === words.length && !(found.includes('NEVER') && found.length > 1);
  return isSound ? found : undefined;
}

function readOriginal(value: string | undefined): string | undefined {
  if (value === undefined) return '';
  const [, type = '', encoded = ''] = /^([A-Za-z0-9-]+);(.+)$/.exec(value) ?? [];
  if (type === '' || value.length > originalRecipientMaxChars) return undefined;
  // RFC 6533 §3: the type utf-8 has an encoding of its own, which goes along as it is.
  const address = type.toLowerCase() === 'utf-8' ? encoded : readXtext(encoded);
  return address === undefined || /[\x00-\x1f\x7f]/.test(address) ? undefined : `${type.toLowerCase()};${address}`;
}
