import type { AdminParts } from '../adminParts.ts';
import { type Route, route } from '../route.ts';
import { fields, flag, nothing, optional, secret, text, whole } from '../shape.ts';
import { mayGive, mayTouch } from './userRights.ts';
import { settingFields, user, wholeUser } from './userShapes.ts';

const address = text({ min: 1, max: 320 });
const byAddress = { params: fields({ address }), query: nothing } as const;
const changing = { needs: 'operator', auditsItself: true } as const;

/** One user: see, change, rename, give another password, delete. */
export function oneUserRoutes(parts: AdminParts): readonly Route[] {
  const { people } = parts;
  return [
    route(
      ['GET', '/api/users/{address}'],
      {
        ...byAddress,
        id: 'users.get',
        summary: 'All there is to know of a user, but mail.',
        needs: 'readOnly',
        body: nothing,
        result: wholeUser,
      },
      ({ params }) => people.users.get(params.address),
    ),
    route(
      ['PATCH', '/api/users/{address}'],
      {
        ...byAddress,
        ...changing,
        id: 'users.change',
        summary: 'Changes what is named: switches, role, quota. Sessions that are not allowed any more end.',
        body: fields(settingFields),
        result: user,
      },
      ({ params, body, caller }) => {
        mayTouch(people, caller, params.address);
        mayGive(caller, body);
        return people.users.change(caller, params.address, body);
      },
    ),
    route(
      ['POST', '/api/users/{address}/rename'],
      {
        ...byAddress,
        ...changing,
        id: 'users.rename',
        summary: 'Another address for the same person and mail.',
        body: fields({ to: address, keepAlias: optional(flag) }),
        result: fields({ id: whole(), address }),
      },
      ({ params, body: { to, keepAlias = false }, caller }) => {
        mayTouch(people, caller, params.address);
        return people.users.rename(caller, params.address, to, { keepAlias });
      },
    ),
    ...passwordAndRemoval(parts),
  ];
}

function passwordAndRemoval({ people, access }: AdminParts): readonly Route[] {
  return [
    route(
      ['PUT', '/api/users/{address}/password'],
      {
        ...byAddress,
        ...changing,
        id: 'users.setPassword',
        summary: 'Sets another password; sessions opened with the old one end.',
        body: fields({ password: secret }),
        result: nothing,
      },
      async ({ params, body, caller }) => {
        mayTouch(people, caller, params.address);
        await people.users.setPassword(caller, params.address, body.password);
        access.signOutUser(params.address, caller.session);
        return {};
      },
    ),
    route(
      ['DELETE', '/api/users/{address}'],
      {
        ...byAddress,
        ...changing,
        id: 'users.remove',
        summary: 'Deletes a user with all mail.',
        body: nothing,
        result: nothing,
      },
      ({ params, caller }) => {
        mayTouch(people, caller, params.address);
        people.users.remove(caller, params.address);
        return {};
      },
    ),
  ];
}
