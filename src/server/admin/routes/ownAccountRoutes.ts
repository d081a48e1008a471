import { MailError } from '../../../base/errors.ts';
import { checkPassword } from '../../passwords.ts';
import { tokenName } from '../access.ts';
import type { AdminParts } from '../adminParts.ts';
import { type Caller, type Route, route } from '../route.ts';
import { fields, nothing, oneOf, secret, text } from '../shape.ts';

const me = fields({ name: text(), role: oneOf('none', 'readOnly', 'operator', 'admin') });

/** What everybody may do with their own account. */
export function ownAccountRoutes({ access, store, people }: AdminParts): readonly Route[] {
  return [
    route(
      ['GET', '/api/me'],
      {
        id: 'account.me',
        summary: 'Who asks, and what they may do.',
        needs: 'none',
        params: nothing,
        query: nothing,
        body: nothing,
        result: me,
      },
      ({ caller }) => ({ name: caller.name, role: caller.role }),
    ),
    route(
      ['POST', '/api/me/password'],
      {
        id: 'account.setPassword',
        auditsItself: true,
        summary: 'Changes the own password; other sessions of the same user end.',
        needs: 'none',
        params: nothing,
        query: nothing,
        body: fields({ old: secret, new: secret }),
        result: nothing,
      },
      async ({ body, caller }) => {
        const address = ownAddress(caller);
        if (!(await checkPassword(body.old, store.users.passwordHash(address))))
          throw new MailError('server.wrongPassword', { retry: 'afterUser' });
        await people.users.setPassword(caller, address, body.new);
        access.signOutUser(address, caller.session);
        return {};
      },
    ),
  ];
}

/** The token is nobody's mailbox. Throws `server.notAllowed`. */
function ownAddress({ name, session }: Caller): string {
  if (session === undefined || name === tokenName) throw new MailError('server.notAllowed');
  return name;
}
