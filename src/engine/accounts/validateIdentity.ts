import { MailError } from '../../base/errors.ts';
import { parseAddressList } from '../../mail/mime/address.ts';
import { checkAddress } from '../../mail/mime/addressSyntax.ts';
import type { IdentityConfig } from '../../protocol/identities.ts';

/** Holds an identity to what can be sent. Throws `identity.bad` with the `field` and the `value` that is wrong. */
export function assertIdentity({ label, name, address, aliases, replyTo }: IdentityConfig): void {
  if (/\p{Cc}/u.test(label)) throw bad('label', label);
  if (/\p{Cc}/u.test(name)) throw bad('name', name);
  if (checkAddress(address)) throw bad('address', address);
  for (const alias of aliases) if (checkAddress(alias.replace(/^\*@/, 'any@'))) throw bad('aliases', alias);
  const { mailboxes, problems } = parseAddressList(replyTo);
  const [problem] = problems;
  if (problem || (replyTo.trim() !== '' && mailboxes.length === 0)) throw bad('replyTo', problem?.text ?? replyTo);
}

function bad(field: string, value: string): MailError {
  return new MailError('identity.bad', { retry: 'afterUser', data: { field, value } });
}
