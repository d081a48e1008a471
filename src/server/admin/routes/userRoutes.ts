import type { AdminParts } from '../adminParts.ts';
import { type Route, route } from '../route.ts';
import { anyObject, fields, list, nothing, oneOf, optional, secret, text, whole } from '../shape.ts';
import { oneUserRoutes } from './oneUserRoutes.ts';
import { mayGive } from './userRights.ts';
import { settingFields, user } from './userShapes.ts';

const address = text({ min: 1, max: 320 });
const changing = { needs: 'operator', auditsItself: true } as const;

/** Users: list, create, from a table, and each alone. */
export function userRoutes(parts: AdminParts): readonly Route[] {
  const { people } = parts;
  return [
    route(
      ['GET', '/api/users'],
      {
        id: 'users.list',
        summary: 'A page of users, and how many there are; sizes in bytes, times in milliseconds since 1970, 0 = none.',
        needs: 'readOnly',
        params: nothing,
        query: fields({
          search: optional(text()),
          sort: optional(oneOf('address', 'used', 'lastLogin')),
          offset: optional(whole()),
          limit: optional(whole({ min: 1, max: 1_000 })),
        }),
        body: nothing,
        result: fields({ users: list(user), total: whole() }),
      },
      ({ query }) => people.users.list(query),
    ),
    route(
      ['POST', '/api/users'],
      {
        ...changing,
        id: 'users.create',
        summary: 'Creates a user with the mailboxes that mail programs expect.',
        params: nothing,
        query: nothing,
        body: fields({ address, password: secret, ...settingFields }),
        result: user,
      },
      ({ body, caller }) => {
        mayGive(caller, body);
        return people.users.create(caller, body);
      },
    ),
    ...oneUserRoutes(parts),
    importRoute(parts),
  ];
}

function importRoute({ people }: AdminParts): Route {
  return route(
    ['POST', '/api/users-import'],
    {
      ...changing,
      id: 'users.import',
      summary:
        'Creates and changes users from CSV, whose first line names its columns; tells which lines were refused.',
      needs: 'admin',
      params: nothing,
      query: nothing,
      body: fields({ csv: text({ min: 1, max: 8_000_000 }), mode: oneOf('create', 'change', 'both') }),
      result: importResult,
    },
    ({ body: { csv, mode }, caller }) => people.importUsers(caller, csv, { mode }),
  );
}

const importResult = fields({
  created: whole(),
  changed: whole(),
  refused: list(fields({ line: whole(), address: text(), code: text(), data: anyObject })),
  passwords: list(fields({ address: text(), password: text() })),
});
