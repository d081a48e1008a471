import { readMailto } from '../drafts/mailto.ts';
import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Opens a new draft. A page may hand over a `mailto:` link. */
export const newMail = defineCommand<Context>({
  id: 'mailroom.newMail',
  run: ({ drafts, selection }, _options, given) => {
    const link = typeof given === 'string' ? readMailto(given) : undefined;
    const account = selection.account(link ? undefined : given);
    return drafts.compose({ kind: 'new', ...(account ? { account: account.id } : {}), ...link });
  },
});
