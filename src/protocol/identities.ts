import { accountId } from './records.ts';
import { boolean, branded, type Infer, list, nullable, object, oneOf, string } from './schema.ts';

/** Whom a person writes as: a name and an address of one of their accounts, and what goes with it (RFC 8621 §6, widened). */

export const identityId = branded('an identity id', /^i[0-9a-z]{1,60}$/);
export type IdentityId = Infer<typeof identityId>;

/** What stands below a letter. `text` goes as it is; `markdown` and `html` are shown styled and said in words. */
export const signature = object({ format: oneOf('text', 'markdown', 'html'), text: string({ max: 50_000 }) });
export type Signature = Infer<typeof signature>;

const fields = {
  account: accountId,
  /** What it is called where one chooses, and in a draft's `signature:`; empty = its address. */
  label: string({ max: 200 }),
  /** The sender's display name. */
  name: string({ max: 500 }),
  address: string({ max: 320 }),
  /** Other addresses that it answers for: whole ones, or `*@domain` for all of a domain. */
  aliases: list(string({ max: 320 }), { max: 200 }),
  /** Where answers go, as `reply-to:` takes it; empty = to the sender. */
  replyTo: string({ max: 2_000 }),
  /** Each mail goes to its own address too, unseen by others. */
  bccSelf: boolean,
  signature: nullable(signature),
  /** Where the signature stands in an answer: below everything, or above what is quoted. */
  signaturePlace: oneOf('below', 'above'),
};

/** `isMain`: the account's own; its name and address are the account's, and it can't be removed. */
export const identity = object({ id: identityId, isMain: boolean, ...fields });
export type Identity = Infer<typeof identity>;

/** An identity without its id: what is stored, or is to be. */
export const identityConfig = object(fields);
export type IdentityConfig = Infer<typeof identityConfig>;
