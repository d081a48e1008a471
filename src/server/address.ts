import { MailError } from '../base/errors.ts';

/** RFC 5321 §4.5.3.1: 64 for the local part, 255 for the domain, one for the @. */
export const addressMaxChars = 320;

/** Addresses are compared in lower case; nobody tells users apart by the case of a letter. */
export function canonicalAddress(address: string): string {
  return address.trim().normalize('NFC').toLowerCase();
}

/** Throws `server.badAddress` unless it is `local@domain` in the forms that people have (dot-atoms, SMTPUTF8 too). */
export function checkAddress(address: string): void {
  const sound = /^[^\s"(),:;<>@[\\\]\x00-\x20\x7f]{1,64}@[^\s"(),:;<>@[\\\]\x00-\x20\x7f]{1,255}$/.test(address.trim());
  const dots = /^\.|\.\.|\.@|@\.|\.$/.test(address.trim());
  if (!sound || dots)
    throw new MailError('server.badAddress', { data: { address: address.slice(0, addressMaxChars) } });
}
