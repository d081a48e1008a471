import { envelopeIdMaxChars } from './limits.ts';
import { type Parameters, readParameters } from './parameters.ts';
import { isInternational, readPath } from './path.ts';
import { isReply, type Reply, reply } from './reply.ts';
import { readXtext } from './xtext.ts';

/** MAIL FROM (RFC 5321 §4.1.1.2) with the parameters of SIZE, 8BITMIME, SMTPUTF8, AUTH and DSN. */
export interface MailCommand {
  /** The return path; empty for a report, which nobody answers. */
  readonly from: string;
  /** Bytes as announced; 0 without SIZE (RFC 1870 §5). */
  readonly size: number;
  readonly body: '' | '7BIT' | '8BITMIME';
  readonly smtpUtf8: boolean;
  /** RET (RFC 3461 §4.3): what of the mail goes back in a report. */
  readonly returns: '' | 'FULL' | 'HDRS';
  /** ENVID (RFC 3461 §4.4), decoded. */
  readonly envelopeId: string;
}

const known = ['SIZE', 'BODY', 'SMTPUTF8', 'AUTH', 'RET', 'ENVID'];

/** Reads what stands behind MAIL; a refusal for what is not in the grammar. */
export function readMail(argument: string): MailCommand | Reply {
  const [, text] = /^FROM: ?(.*)$/i.exec(argument) ?? [];
  if (text === undefined) return reply(501, '5.5.4', 'MAIL FROM:<address>');
  const path = readPath(text);
  if (!path || /^postmaster$/i.test(path.address)) return reply(501, '5.1.7', 'bad address of the sender');
  const parameters = readParameters(path.rest, known);
  if (isReply(parameters)) return parameters;
  const smtpUtf8 = parameters.has('SMTPUTF8');
  if (isInternational(path.address) && !smtpUtf8) return reply(553, '5.6.7', 'such an address wants SMTPUTF8');
  const values = readValues(parameters);
  return isReply(values) ? values : { from: path.address, smtpUtf8, ...values };
}

function readValues(parameters: Parameters): Omit<MailCommand, 'from' | 'smtpUtf8'> | Reply {
  const size = parameters.get('SIZE') ?? '0';
  if (!/^\d{1,20}$/.test(size)) return reply(501, '5.5.4', 'SIZE is a number');
  const body = oneOf(parameters.get('BODY'), ['7BIT', '8BITMIME']);
  if (body === undefined) return reply(501, '5.5.4', 'BODY is 7BIT or 8BITMIME');
  const returns = oneOf(parameters.get('RET'), ['FULL', 'HDRS']);
  if (returns === undefined) return reply(501, '5.5.4', 'RET is FULL or HDRS');
  const id = parameters.get('ENVID') ?? '';
  const envelopeId = id.length > envelopeIdMaxChars ? undefined : readXtext(id);
  // What it holds goes into a report: no controls.
  if (envelopeId === undefined || /[\x00-\x1f\x7f-\xff]/.test(envelopeId)) return reply(501, '5.5.4', 'bad ENVID');
  if (parameters.get('SMTPUTF8')) return reply(501, '5.5.4', 'SMTPUTF8 has no value');
  return { size: Number(size), body, returns, envelopeId };
}

/** '' where it is not given, undefined where it is none of them. */
function oneOf<T extends string>(value: string | undefined, all: readonly T[]): T | '' | undefined {
  if (value === undefined) return '';
  return all.find((one) => one === value.toUpperCase());
}
