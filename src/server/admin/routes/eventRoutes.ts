import { DisposableList, disposable } from '../../../base/dispose.ts';
import { MailError } from '../../../base/errors.ts';
import { adminStreamsMax } from '../../limits.ts';
import type { AdminParts } from '../adminParts.ts';
import { type Route, rawRoute } from '../route.ts';
import { fields, flag, nothing, optional } from '../shape.ts';

/** What happens, as it happens. */
export function eventRoutes({ logs, sessions, manager }: AdminParts): readonly Route[] {
  let streams = 0;
  return [
    rawRoute(
      ['GET', '/api/events'],
      {
        id: 'events.watch',
        summary:
          'Server-sent events: `sessions` and `services` when they changed (ask again), with `logs=true` a `line` for each line of a log, `gap` when some were left out.',
        needs: 'readOnly',
        params: nothing,
        query: fields({ logs: optional(flag) }),
        body: nothing,
        gives: 'events',
        result: { type: 'string' },
      },
      ({ query }) => {
        if (streams >= adminStreamsMax) throw new MailError('server.tooMuch');
        return {
          events(send) {
            streams++;
            const watching = new DisposableList();
            let gap = false;
            const tell = (event: string, data: unknown) => {
              if (gap && send('gap', {})) gap = false;
              if (!send(event, data)) gap = true;
            };
            watching.add(disposable(() => streams--));
            watching.add(sessions.onChanged(() => tell('sessions', { count: sessions.all().length })));
            watching.add(manager.onChanged(() => tell('services', {})));
            if (query.logs) watching.add(logs.onLine(({ protocol, line }) => tell('line', { protocol, ...line })));
            return watching;
          },
        };
      },
    ),
  ];
}
