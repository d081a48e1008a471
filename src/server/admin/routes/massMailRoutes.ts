import type { AdminParts } from '../adminParts.ts';
import { type Route, route } from '../route.ts';
import { fields, flag, list, nothing, oneOf, optional, text, whole } from '../shape.ts';

const report = fields({
  id: whole(),
  at: whole(),
  actor: text(),
  subject: text(),
  state: oneOf('running', 'done', 'interrupted'),
  total: whole(),
  delivered: whole(),
  refused: list(fields({ address: text(), words: text() })),
});

/** Mail to all, to some, or to all but some. */
export function massMailRoutes({ massMails }: AdminParts): readonly Route[] {
  return [
    route(
      ['POST', '/api/mass-mails'],
      {
        id: 'massMail.send',
        summary:
          'Begins to deliver a mail to many; its report tells how far it is. A text that left before wants `again`.',
        needs: 'admin',
        auditsItself: true,
        params: nothing,
        query: nothing,
        body: fields({
          to: oneOf('all', 'chosen', 'except'),
          addresses: list(text({ min: 1, max: 320 })),
          subject: text({ min: 1, max: 500 }),
          text: text({ min: 1, max: 1_000_000 }),
          again: optional(flag),
        }),
        result: report,
      },
      ({ body, caller }) => massMails.send(caller, body),
    ),
    route(
      ['GET', '/api/mass-mails'],
      {
        id: 'massMail.list',
        summary: 'Reports of mails to many, newest first.',
        needs: 'readOnly',
        params: nothing,
        query: nothing,
        body: nothing,
        result: fields({ reports: list(report) }),
      },
      () => ({ reports: massMails.reports() }),
    ),
    route(
      ['GET', '/api/mass-mails/{id}'],
      {
        id: 'massMail.get',
        summary: 'How far one is, and whom it did not reach.',
        needs: 'readOnly',
        params: fields({ id: whole() }),
        query: nothing,
        body: nothing,
        result: report,
      },
      ({ params }) => massMails.report(params.id),
    ),
  ];
}
