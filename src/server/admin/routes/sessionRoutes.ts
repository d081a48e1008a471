import { MailError } from '../../../base/errors.ts';
import { protocols } from '../../service.ts';
import type { AdminParts } from '../adminParts.ts';
import { type Route, route } from '../route.ts';
import { fields, list, nothing, oneOf, text, whole } from '../shape.ts';

const session = fields({
  id: whole(),
  protocol: oneOf(...protocols),
  remoteAddress: text(),
  openedAt: whole(),
  user: text(),
});

/** Connections of clients: see and cut them. */
export function sessionRoutes({ sessions }: AdminParts): readonly Route[] {
  return [
    route(
      ['GET', '/api/sessions'],
      {
        id: 'sessions.list',
        summary: 'Every open connection, oldest first; times in milliseconds since 1970.',
        needs: 'readOnly',
        params: nothing,
        query: nothing,
        body: nothing,
        result: fields({ sessions: list(session) }),
      },
      () => ({ sessions: sessions.all() }),
    ),
    route(
      ['DELETE', '/api/sessions/{id}'],
      {
        id: 'sessions.cut',
        summary: 'Cuts one connection.',
        needs: 'operator',
        params: fields({ id: whole() }),
        query: nothing,
        body: nothing,
        result: nothing,
      },
      ({ params }) => {
        if (sessions.cut(({ id }) => id === params.id) === 0) throw new MailError('server.noSuchThing');
        return {};
      },
    ),
  ];
}
