import { domainToASCII } from 'node:url';
import { utf8 } from '../../base/bytes.ts';

/** What may be an address: `local@domain` (RFC 5321 §4.1.2, RFC 6531 §3.3). */

/** Octets (RFC 5321 §4.5.3.1; erratum 1690 for the whole). */
export const localPartMaxBytes = 64;
export const domainMaxBytes = 253;
export const addressMaxBytes = 254;

export type AddressSyntaxFault =
  | 'noAt'
  | 'manyAt'
  | 'noLocal'
  | 'noDomain'
  | 'badLocal'
  | 'badDomain'
  | 'tooLong'
  | 'control';

/** What is wrong with an address; undefined when nothing is. */
export function checkAddress(address: string): AddressSyntaxFault | undefined {
  if (/[\u0000-\u001f\u007f]/.test(address)) return 'control';
  const split = splitAddress(address);
  if (!split) return 'noAt';
  const { local, domain } = split;
  if (!local) return 'noLocal';
  if (!domain) return 'noDomain';
  if (!local.startsWith('"') && local.includes('@')) return 'manyAt';
  if (!isLocalPart(local)) return 'badLocal';
  if (!isDomain(domain)) return 'badDomain';
  if (utf8(local).length > localPartMaxBytes || utf8(asciiAddress(address)).length > addressMaxBytes) return 'tooLong';
  return undefined;
}

/** The parts around the last `@`; undefined without one. */
export function splitAddress(address: string): { readonly local: string; readonly domain: string } | undefined {
  const at = address.lastIndexOf('@');
  return at < 0 ? undefined : { local: address.slice(0, at), domain: address.slice(at + 1) };
}

/**
 * The address with its domain in A-labels (RFC 5891), as every server takes it. A local part beyond ASCII stays and
 * needs SMTPUTF8 (RFC 6531).
 */
export function asciiAddress(address: string): string {
  const split = splitAddress(address);
  if (!split || isAscii(split.domain)) return address;
  return `${split.local}@${domainToASCII(split.domain) || split.domain}`;
}

export function isAscii(text: string): boolean {
  return /^[\u0000-\u007f]*$/.test(text);
}

const atom = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u0080-\uffff]+$/u;

/** dot-atom or quoted-string, with UTF-8 (RFC 6531 §3.3). */
function isLocalPart(local: string): boolean {
  if (local.startsWith('"')) return /^"(?:[^"\\\u0000-\u001f]|\\[^\u0000-\u001f])+"$/.test(local);
  if (/[\s\u200b\u3000；，、：＠]/.test(local)) return false;
  return local.split('.').every((part) => part !== '' && atom.test(part.replace(/[\ud800-\udfff]/g, 'x')));
}

/** A host name, internationalised or not, with one label or more; or an address literal (RFC 5321 §4.1.3). */
function isDomain(domain: string): boolean {
  if (domain.startsWith('[')) return /^\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9A-Fa-f:.]+)\]$/.test(domain);
  if (/[\s\u3000/\\?#:@%]/.test(domain)) return false;
  const ascii = isAscii(domain) ? domain : domainToASCII(domain);
  if (!ascii || ascii.length > domainMaxBytes) return false;
  const labels = ascii.split('.');
  if (labels.every((label) => /^\d+$/.test(label))) return false; // An IP address wants brackets.
  return labels.every((label) => /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label));
}
