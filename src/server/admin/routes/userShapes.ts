import { protocols } from '../../service.ts';
import { roles } from '../../store/users.ts';
import { fields, flag, list, oneOf, optional, text, whole } from '../shape.ts';

const role = oneOf(...roles);
const known = {
  id: whole(),
  address: text(),
  displayName: text(),
  role,
  disabled: flag,
  smtp: flag,
  imap: flag,
  pop3: flag,
  quotaBytes: whole(),
  mailboxMaxBytes: whole(),
  usedBytes: whole(),
  messageCount: whole(),
  createdAt: whole(),
  lastLoginAt: whole(),
};

/** A user in a list. */
export const user = fields(known);

/** A user with last sign-ins and forwarding. */
export const wholeUser = fields({
  ...known,
  logins: list(fields({ protocol: oneOf(...protocols), remoteAddress: text(), at: whole() })),
  forwarding: fields({ to: list(text()), keepsCopy: flag }),
});

/** What an administrator may say of a user. */
export const settingFields = {
  displayName: optional(text({ max: 200 })),
  role: optional(role),
  disabled: optional(flag),
  smtp: optional(flag),
  imap: optional(flag),
  pop3: optional(flag),
  quotaBytes: optional(whole()),
  mailboxMaxBytes: optional(whole()),
};
