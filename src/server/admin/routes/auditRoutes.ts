import type { AdminParts } from '../adminParts.ts';
import { type Route, route } from '../route.ts';
import { anyObject, fields, list, nothing, optional, text, whole } from '../shape.ts';

/** Who did what. */
export function auditRoutes({ store }: AdminParts): readonly Route[] {
  return [
    route(
      ['GET', '/api/audit'],
      {
        id: 'audit.list',
        summary: 'Who did what to whom, newest first; `before` is the id of the last entry of the page before.',
        needs: 'readOnly',
        params: nothing,
        query: fields({
          before: optional(whole()),
          limit: optional(whole({ min: 1, max: 1_000 })),
          actor: optional(text()),
          target: optional(text()),
        }),
        body: nothing,
        result: fields({
          entries: list(
            fields({
              id: whole(),
              at: whole(),
              actor: text(),
              remoteAddress: text(),
              action: text(),
              target: text(),
              details: anyObject,
            }),
          ),
        }),
      },
      ({ query }) => ({ entries: store.audit.list(query) }),
    ),
  ];
}
