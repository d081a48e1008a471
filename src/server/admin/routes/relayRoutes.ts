import { audited } from '../../people/trail.ts';
import {
  hopSecurities,
  type RelaySettings,
  readRelaySettings,
  smartHostPassword,
  writeRelaySettings,
} from '../../relay/relaySettings.ts';
import type { AdminParts } from '../adminParts.ts';
import { type Route, route } from '../route.ts';
import { fields, flag, list, nothing, oneOf, optional, secret, text, whole } from '../shape.ts';

const place = {
  host: text({ min: 1, max: 255 }),
  port: whole({ min: 1, max: 65_535 }),
  security: oneOf(...hopSecurities),
} as const;
const settings = {
  enabled: flag,
  anySender: flag,
  domains: list(fields({ domain: text({ min: 1, max: 255 }), ...place }), { max: 1_000 }),
  smartHost: optional(fields({ ...place, user: text({ max: 320 }) })),
} as const;

/** Whether mail leaves for other servers, and which way. */
export function relayRoutes({ store, relay }: AdminParts): readonly Route[] {
  if (!relay) return [];
  const shown = () => ({ ...readRelaySettings(store), hasPassword: smartHostPassword(store) !== '' });
  const shape = { params: nothing, query: nothing, result: fields({ ...settings, hasPassword: flag }) } as const;
  return [
    route(
      ['GET', '/api/relay'],
      {
        ...shape,
        id: 'relay.get',
        summary: 'Whether mail leaves for other servers, and which way; the password of the smart host is never shown.',
        needs: 'readOnly',
        body: nothing,
      },
      shown,
    ),
    route(
      ['PUT', '/api/relay'],
      {
        ...shape,
        id: 'relay.set',
        summary: 'Sets all of it. A password that is not given stays, unless the smart host or its user changes.',
        needs: 'admin',
        auditsItself: true,
        body: fields({ ...settings, password: optional(secret) }),
      },
      ({ body: { password, ...wanted }, caller }) => {
        const details = { enabled: wanted.enabled, smartHost: wanted.smartHost?.host ?? '' };
        const kept: RelaySettings = wanted;
        audited(store, caller, { action: 'relay.set', target: '', details }, () =>
          writeRelaySettings(store, kept, password),
        );
        relay.wake();
        return shown();
      },
    ),
  ];
}
