import { domainMaxBytes, localPartMaxBytes, pathMaxBytes } from './limits.ts';

/** An address between brackets, and what stands behind it. */
export interface Path {
  /** `local@domain`, `postmaster` alone, or empty for `<>`. A source route is left out (RFC 5321 §3.6.1). */
  readonly address: string;
  readonly rest: string;
}

/** Reads `<…>` of MAIL or RCPT (RFC 5321 §4.1.2, RFC 6531 §3.3); undefined where none stands, or none that can be. */
export function readPath(text: string): Path | undefined {
  if (!text.startsWith('<')) return undefined;
  const end = endOfPath(text);
  if (end < 0 || end > pathMaxBytes) return undefined;
  const address = text.slice(1, end).replace(/^@[^:<>"\s]*:/, '');
  if (address !== '' && !/^postmaster$/i.test(address) && !isMailbox(address)) return undefined;
  return { address, rest: text.slice(end + 1) };
}

/** Whether it needs SMTPUTF8 (RFC 6531). */
export function isInternational(address: string): boolean {
  return /[^\x00-\x7f]/.test(address);
}

/** The bracket that closes, which a quoted local part may hold as well. */
function endOfPath(text: string): number {
  let quoted = false;
  for (let at = 1; at < text.length; at++) {
    const character = text[at];
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (character === '>' && !quoted) return at;
  }
  return -1;
}

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\u0080-\\u{10ffff}-]+";
const quotedString = '"(?:[ !#-\\[\\]-~\\u0080-\\u{10ffff}]|\\\\[ -~])*"';
const localPart = new RegExp(`^(?:${atom}(?:\\.${atom})*|${quotedString})$`, 'u');
// An underscore is in no host name, and in many a domain of a company's own network.
const label = '[A-Za-z0-9_\\u0080-\\u{10ffff}](?:[A-Za-z0-9_\\u0080-\\u{10ffff}-]*[A-Za-z0-9_\\u0080-\\u{10ffff}])?';
const domain = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[A-Za-z0-9.:-]+\\])$`, 'u');

function isMailbox(address: string): boolean {
  const at = address.lastIndexOf('@');
  const [local, host] = [address.slice(0, at), address.slice(at + 1)];
  if (at < 1 || Buffer.byteLength(local) > localPartMaxBytes || Buffer.byteLength(host) > domainMaxBytes) return false;
  return localPart.test(local) && domain.test(host);
}
