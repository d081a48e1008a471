import { protocols } from '../../service.ts';
import { welcomeMaxChars } from '../../services/greetings.ts';
import type { AdminParts } from '../adminParts.ts';
import { type Route, route } from '../route.ts';
import { fields, list, nothing, oneOf, optional, text } from '../shape.ts';
import { certificate } from './certificateRoutes.ts';

const protocol = oneOf(...protocols);
const settings = fields({
  host: text(),
  hostName: text(),
  welcomes: list(fields({ protocol, text: text() })),
  certificate,
});
const place = { params: nothing, query: nothing } as const;

/** The server's name, address and welcome texts. */
export function settingRoutes({ manager, greetings, identity, store }: AdminParts): readonly Route[] {
  const all = () => ({
    host: manager.host,
    hostName: greetings.hostName,
    welcomes: protocols.map((one) => ({ protocol: one, text: greetings.welcome(one) })),
    certificate: identity.described,
  });
  return [
    route(
      ['GET', '/api/settings'],
      {
        ...place,
        id: 'settings.get',
        summary: 'Name, bind address, welcome texts and certificate of the server.',
        needs: 'readOnly',
        body: nothing,
        result: settings,
      },
      all,
    ),
    route(
      ['PATCH', '/api/settings'],
      {
        ...place,
        id: 'settings.change',
        summary:
          'Changes what is named. Another bind address than this machine’s own wants TLS of every client before a password.',
        needs: 'admin',
        body: fields({
          host: optional(text({ min: 1, max: 255 })),
          hostName: optional(text({ min: 1, max: 255 })),
          welcome: optional(fields({ protocol, text: text({ min: 1, max: welcomeMaxChars }) })),
        }),
        result: settings,
      },
      async ({ body: { host, hostName, welcome } }) => {
        if (hostName !== undefined) {
          greetings.setHostName(hostName);
          identity.reload();
        }
        if (welcome) greetings.setWelcome(welcome.protocol, welcome.text);
        if (host !== undefined) {
          await manager.rebind(host);
          store.write([], () => store.services.setSetting('host', host));
          identity.reload();
        }
        return all();
      },
    ),
  ];
}
