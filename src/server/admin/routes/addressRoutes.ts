import type { AdminParts } from '../adminParts.ts';
import { type Route, route } from '../route.ts';
import { fields, flag, list, nothing, optional, text, whole } from '../shape.ts';

const address = text({ min: 1, max: 320 });
const domain = fields({ name: text(), catchAll: text(), createdAt: whole(), users: whole(), aliases: whole() });
const alias = fields({ address, members: list(address) });
const forwarding = fields({ to: list(address, { max: 1_000 }), keepsCopy: flag });
const changing = { needs: 'operator', auditsItself: true, query: nothing } as const;
const byName = { params: fields({ name: text({ min: 1, max: 255 }) }) } as const;
const byAddress = { params: fields({ address }) } as const;

/** Domains, aliases and groups, forwarding. */
export function addressRoutes(parts: AdminParts): readonly Route[] {
  return [...domainRoutes(parts), ...aliasRoutes(parts)];
}

function domainRoutes({ people: { addresses } }: AdminParts): readonly Route[] {
  return [
    route(
      ['GET', '/api/domains'],
      {
        id: 'domains.list',
        summary: 'Our domains, with how much is in each.',
        needs: 'readOnly',
        params: nothing,
        query: nothing,
        body: nothing,
        result: fields({ domains: list(domain) }),
      },
      () => ({ domains: addresses.domains() }),
    ),
    route(
      ['POST', '/api/domains'],
      {
        ...changing,
        id: 'domains.add',
        summary: 'Adds a domain whose mail stays here.',
        params: nothing,
        body: fields({ name: text({ min: 1, max: 255 }) }),
        result: domain,
      },
      ({ body, caller }) => addresses.addDomain(caller, body.name),
    ),
    route(
      ['PUT', '/api/domains/{name}/catch-all'],
      {
        ...changing,
        ...byName,
        id: 'domains.setCatchAll',
        summary: 'Who gets what is for nobody in the domain; empty: it is refused.',
        body: fields({ address: text({ max: 320 }) }),
        result: domain,
      },
      ({ params, body, caller }) => addresses.setCatchAll(caller, params.name, body.address),
    ),
    route(
      ['DELETE', '/api/domains/{name}'],
      {
        ...changing,
        ...byName,
        id: 'domains.remove',
        summary: 'Removes an empty domain.',
        body: nothing,
        result: nothing,
      },
      ({ params, caller }) => {
        addresses.removeDomain(caller, params.name);
        return {};
      },
    ),
  ];
}

function aliasRoutes({ people: { addresses } }: AdminParts): readonly Route[] {
  return [
    route(
      ['GET', '/api/aliases'],
      {
        id: 'aliases.list',
        summary: 'A page of aliases and groups, and how many there are.',
        needs: 'readOnly',
        params: nothing,
        query: fields({
          search: optional(text()),
          offset: optional(whole()),
          limit: optional(whole({ min: 1, max: 1_000 })),
        }),
        body: nothing,
        result: fields({ aliases: list(alias), total: whole() }),
      },
      ({ query }) => addresses.aliases(query),
    ),
    route(
      ['PUT', '/api/aliases/{address}'],
      {
        ...changing,
        ...byAddress,
        id: 'aliases.set',
        summary: 'Makes an alias (one member) or a group (several), or gives it other members.',
        body: fields({ members: list(address, { max: 1_000 }) }),
        result: alias,
      },
      ({ params, body, caller }) => addresses.setAlias(caller, params.address, body.members),
    ),
    route(
      ['DELETE', '/api/aliases/{address}'],
      {
        ...changing,
        ...byAddress,
        id: 'aliases.remove',
        summary: 'Removes an alias or a group.',
        body: nothing,
        result: nothing,
      },
      ({ params, caller }) => {
        addresses.removeAlias(caller, params.address);
        return {};
      },
    ),
    route(
      ['PUT', '/api/users/{address}/forwarding'],
      {
        ...changing,
        ...byAddress,
        id: 'users.setForwarding',
        summary: 'Where the mail of a user goes besides; a circle is refused.',
        body: forwarding,
        result: forwarding,
      },
      ({ params, body, caller }) => addresses.setForwarding(caller, params.address, body),
    ),
  ];
}
