import { services } from '../../service.ts';
import type { AdminParts } from '../adminParts.ts';
import { type Route, route } from '../route.ts';
import { fields, list, nothing, oneOf, optional, text, whole } from '../shape.ts';

const service = oneOf(...services);
const info = fields({
  service,
  state: oneOf('running', 'stopped', 'failed'),
  port: whole({ max: 65_535 }),
  problem: optional(text()),
});
const one = { params: fields({ service }), query: nothing, needs: 'operator', result: info } as const;

/** Services: see, start, stop, restart and move each alone. */
export function serviceRoutes({ manager }: AdminParts): readonly Route[] {
  return [
    route(
      ['GET', '/api/services'],
      {
        id: 'services.list',
        summary: 'Every service, whether it runs, and where.',
        needs: 'readOnly',
        params: nothing,
        query: nothing,
        body: nothing,
        result: fields({ host: text(), services: list(info) }),
      },
      () => ({ host: manager.host, services: manager.all() }),
    ),
    route(
      ['POST', '/api/services/{service}/start'],
      { ...one, id: 'services.start', summary: 'Starts one service.', body: nothing },
      ({ params }) => manager.start(params.service),
    ),
    route(
      ['POST', '/api/services/{service}/stop'],
      { ...one, id: 'services.stop', summary: 'Stops one service; its clients are told goodbye.', body: nothing },
      ({ params }) => manager.stop(params.service),
    ),
    route(
      ['POST', '/api/services/{service}/restart'],
      { ...one, id: 'services.restart', summary: 'Stops one service and starts it again.', body: nothing },
      ({ params }) => manager.restart(params.service),
    ),
    route(
      ['PUT', '/api/services/{service}/port'],
      {
        ...one,
        id: 'services.move',
        summary: 'Moves one service to another port. A taken one is refused with the next free one as data.free.',
        needs: 'admin',
        body: fields({ port: whole({ min: 1, max: 65_535 }) }),
      },
      ({ params, body }) => manager.move(params.service, body.port),
    ),
  ];
}
