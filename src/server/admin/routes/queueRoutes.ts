import { QueueAdministration } from '../../relay/queueAdministration.ts';
import { queueStates } from '../../store/queue.ts';
import type { AdminParts } from '../adminParts.ts';
import { type Caller, type Route, route } from '../route.ts';
import { fields, flag, list, nothing, oneOf, optional, text, whole } from '../shape.ts';

const state = oneOf(...queueStates);
const entry = fields({
  ...{ id: whole(), messageId: whole(), from: text(), to: text(), state, attempts: whole(), size: whole() },
  ...{ queuedAt: whole(), nextAttemptAt: whole(), expiresAt: whole(), reply: text() },
});
const one = { params: fields({ id: whole() }), body: nothing, result: nothing } as const;
const changing = { needs: 'operator', auditsItself: true } as const;

/** Mail on its way to other servers. In catch-all mode there is none, and nothing to ask. */
export function queueRoutes({ store, relay, clock }: AdminParts): readonly Route[] {
  if (!relay) return [];
  const queue = new QueueAdministration({ store, relay, clock });
  const act = (
    name: 'hold' | 'release' | 'retry' | 'bounce',
    summary: string,
    run: (caller: Caller, id: number) => void | Promise<void>,
  ) =>
    route(
      ['POST', `/api/queue/{id}/${name}`],
      { ...changing, ...one, id: `queue.${name}`, summary, query: nothing },
      async ({ params, caller }) => {
        await run(caller, params.id);
        return {};
      },
    );
  return [
    route(
      ['GET', '/api/queue'],
      {
        id: 'queue.list',
        summary:
          'A page of recipients on other servers, newest first, and how many there are; times in milliseconds since 1970.',
        needs: 'readOnly',
        params: nothing,
        query: fields({
          state: optional(state),
          search: optional(text()),
          offset: optional(whole()),
          limit: optional(whole({ min: 1, max: 1_000 })),
        }),
        body: nothing,
        result: fields({ entries: list(entry), total: whole() }),
      },
      ({ query }) => queue.list(query),
    ),
    act('hold', 'Keeps the mail for one recipient until it is released.', (caller, id) => queue.hold(caller, id)),
    act('release', 'Lets held mail go on.', (caller, id) => queue.release(caller, id)),
    act('retry', 'Tries at once.', (caller, id) => queue.retry(caller, id)),
    act('bounce', 'Gives the recipient up, and tells the sender.', (caller, id) => queue.bounce(caller, id)),
    route(
      ['DELETE', '/api/queue/{id}'],
      {
        ...changing,
        ...one,
        id: 'queue.remove',
        summary: 'Takes the recipient out of the queue; with `tell` the sender is told.',
        query: fields({ tell: optional(flag) }),
      },
      async ({ params, query, caller }) => {
        await queue.remove(caller, params.id, { tells: query.tell ?? false });
        return {};
      },
    ),
  ];
}
