import type { AdminParts } from '../adminParts.ts';
import { type Route, route } from '../route.ts';
import { anyObject, fields, list, nothing, text } from '../shape.ts';
import { administerUsers, parseUserRequest } from '../userAdmin.ts';

/** What `mailroom user` asks of a server that runs; everybody else has routes with names. */
export function controlRoutes({ store, random }: AdminParts): readonly Route[] {
  return [
    route(
      ['POST', '/api/control/users'],
      {
        id: 'control.users',
        summary: 'A request of the command line about users, in its own form.',
        needs: 'admin',
        params: nothing,
        query: nothing,
        body: fields({ request: anyObject }),
        result: fields({ addresses: list(text()) }),
        auditsItself: true, // The request may hold a password.
      },
      async ({ body, caller: { name, remoteAddress } }) => {
        const request = parseUserRequest(body.request);
        const result = await administerUsers(store, random, request);
        if (request.action !== 'list') {
          const { action, address } = request;
          store.write([], () =>
            store.audit.add({ actor: name, remoteAddress, action: `users.${action}`, target: address, details: {} }),
          );
        }
        return result;
      },
    ),
  ];
}
