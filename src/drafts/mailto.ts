import type { Address } from '../protocol/records.ts';

export interface MailtoLink {
  readonly to: readonly Address[];
  readonly subject: string;
  readonly body: string;
}

/** A recipient list or a text longer than this is no link that a person made, UTF-16 units. */
const mailtoMaxChars = 20_000;

/**
 * A `mailto:` link (RFC 6068). Only recipients, subject and body are taken: a link must not add blind copies, attach
 * files or set other headers. Undefined for anything else.
 */
export function readMailto(href: string): MailtoLink | undefined {
  const match = /^mailto:([^?#]*)(?:\?([^#]*))?/i.exec(href);
  if (!match || href.length > mailtoMaxChars) return undefined;
  const fields = (match[2] ?? '').split('&').map((pair) => {
    const at = pair.indexOf('=');
    return { name: decoded(pair.slice(0, at)).toLowerCase(), value: decoded(pair.slice(at + 1)) };
  });
  const all = (name: string) => fields.filter((field) => field.name === name).map(({ value }) => value);
  const addresses = [...(match[1] ?? '').split(',').map(decoded), ...all('to').flatMap((value) => value.split(','))];
  return {
    to: addresses.map((text) => ({ name: '', address: oneLine(text) })).filter(({ address }) => address !== ''),
    subject: oneLine(all('subject')[0] ?? ''),
    body: all('body').join('\n').replace(/\r\n?/g, '\n').replaceAll('\0', ''),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone percent sign: taken as it stands.
  }
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
}
