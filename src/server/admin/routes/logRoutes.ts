import { logFilesMax, logLevels, logMaxBytes, logMinBytes } from '../../logs/logSettings.ts';
import { protocols } from '../../service.ts';
import type { AdminParts } from '../adminParts.ts';
import { type Route, route } from '../route.ts';
import { fields, list, nothing, oneOf, optional, text, whole } from '../shape.ts';

const protocol = oneOf(...protocols);
const level = oneOf(...logLevels);
const maxBytes = whole({ min: logMinBytes, max: logMaxBytes });
const keepFiles = whole({ max: logFilesMax });
const levels = fields({ smtp: level, imap: level, pop3: level });
const settings = fields({
  folder: text(),
  maxBytes,
  keepFiles,
  levels,
  problem: text(),
  files: list(fields({ protocol, path: text(), bytes: whole() })),
});
const line = fields({
  at: whole(),
  session: whole(),
  by: oneOf('client', 'server', 'note'),
  remoteAddress: text(),
  user: text(),
  text: text(),
});
const place = { params: nothing, query: nothing } as const;

/** The logs of the protocols: what they keep and where, search, clear. They are watched by `/api/events`. */
export function logRoutes({ logs }: AdminParts): readonly Route[] {
  const all = () => ({ ...logs.settings, problem: logs.problem, files: logs.files() });
  return [
    route(
      ['GET', '/api/logs'],
      {
        ...place,
        id: 'logs.get',
        summary: 'Where the logs lie and what they keep.',
        needs: 'readOnly',
        body: nothing,
        result: settings,
      },
      all,
    ),
    route(
      ['PATCH', '/api/logs'],
      {
        ...place,
        id: 'logs.change',
        summary: 'Changes level, folder and size of the logs; used at once.',
        needs: 'admin',
        body: fields({
          folder: optional(text({ min: 1 })),
          maxBytes: optional(maxBytes),
          keepFiles: optional(keepFiles),
          levels: optional(levels),
        }),
        result: settings,
      },
      ({ body }) => {
        logs.change(body);
        return all();
      },
    ),
    route(
      ['GET', '/api/logs/{protocol}'],
      {
        id: 'logs.search',
        summary: 'Lines of one protocol, newest first.',
        needs: 'readOnly',
        params: fields({ protocol }),
        query: fields({
          contains: optional(text()),
          session: optional(whole()),
          limit: optional(whole({ min: 1, max: 10_000 })),
        }),
        body: nothing,
        result: fields({ lines: list(line) }),
      },
      ({ params, query }) => ({ lines: logs.search(params.protocol, query) }),
    ),
    route(
      ['DELETE', '/api/logs/{protocol}'],
      {
        id: 'logs.clear',
        summary: 'Empties the log of one protocol.',
        needs: 'operator',
        params: fields({ protocol }),
        query: nothing,
        body: nothing,
        result: nothing,
      },
      ({ params }) => {
        logs.clear(params.protocol);
        return {};
      },
    ),
  ];
}
