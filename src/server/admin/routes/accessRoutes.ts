import { protocols } from '../../service.ts';
import type { AdminParts } from '../adminParts.ts';
import { type Route, route } from '../route.ts';
import { fields, list, nothing, oneOf, optional, text, whole } from '../shape.ts';

const action = oneOf('allow', 'deny');
const note = optional(text({ max: 500 }));
const ipRule = { network: text({ min: 1, max: 100 }), protocol: oneOf(...protocols, 'all'), action };
const accountRule = { pattern: text({ min: 1, max: 320 }), direction: oneOf('sender', 'recipient'), action };
const kept = { id: whole(), note: text(), createdAt: whole() };
const ban = fields({ remoteAddress: text(), reason: text(), at: whole(), until: whole() });
const reading = { needs: 'readOnly', params: nothing, query: nothing, body: nothing } as const;
const changing = { needs: 'operator', auditsItself: true, query: nothing } as const;
const byId = { params: fields({ id: whole() }), body: nothing } as const;

/** Who is kept out: rules by network and by account, bans. */
export function accessRoutes(parts: AdminParts): readonly Route[] {
  return [...ipRoutes(parts), ...accountRoutes(parts), ...banRoutes(parts)];
}

function ipRoutes({ people }: AdminParts): readonly Route[] {
  const { access } = people;
  return [
    route(
      ['GET', '/api/ip-filters'],
      {
        ...reading,
        id: 'filters.listIp',
        summary: 'Rules by network.',
        result: fields({ filters: list(fields({ ...kept, ...ipRule })) }),
      },
      () => ({ filters: access.ipFilters() }),
    ),
    route(
      ['POST', '/api/ip-filters'],
      {
        ...changing,
        id: 'filters.setIp',
        summary: 'Sets a rule for a network in CIDR form; open connections that it keeps out are cut.',
        params: nothing,
        body: fields({ ...ipRule, note }),
        result: fields({ id: whole(), cut: whole() }),
      },
      ({ body, caller }) => access.setIpFilter(caller, body),
    ),
    route(
      ['DELETE', '/api/ip-filters/{id}'],
      {
        ...changing,
        ...byId,
        id: 'filters.removeIp',
        summary: 'Removes a rule by network.',
        result: fields({ cut: whole() }),
      },
      ({ params, caller }) => access.removeIpFilter(caller, params.id),
    ),
  ];
}

function accountRoutes({ people }: AdminParts): readonly Route[] {
  const { access } = people;
  return [
    route(
      ['GET', '/api/account-filters'],
      {
        ...reading,
        id: 'filters.listAccount',
        summary: 'Rules by sender and recipient.',
        result: fields({ filters: list(fields({ ...kept, ...accountRule })) }),
      },
      () => ({ filters: access.accountFilters() }),
    ),
    route(
      ['POST', '/api/account-filters'],
      {
        ...changing,
        id: 'filters.setAccount',
        summary: 'Sets a rule for an address, a @domain or *.',
        params: nothing,
        body: fields({ ...accountRule, note }),
        result: fields({ id: whole() }),
      },
      ({ body, caller }) => access.setAccountFilter(caller, body),
    ),
    route(
      ['DELETE', '/api/account-filters/{id}'],
      { ...changing, ...byId, id: 'filters.removeAccount', summary: 'Removes a rule by account.', result: nothing },
      ({ params, caller }) => {
        access.removeAccountFilter(caller, params.id);
        return {};
      },
    ),
  ];
}

function banRoutes({ people }: AdminParts): readonly Route[] {
  const { access } = people;
  const byAddress = { params: fields({ address: text({ min: 1, max: 100 }) }) } as const;
  return [
    route(
      ['GET', '/api/bans'],
      {
        ...reading,
        id: 'bans.list',
        summary: 'Addresses that may not connect for a while.',
        result: fields({ bans: list(ban) }),
      },
      () => ({ bans: access.bans() }),
    ),
    route(
      ['PUT', '/api/bans/{address}'],
      {
        ...changing,
        ...byAddress,
        id: 'bans.set',
        summary: 'Bans an address for some seconds.',
        body: fields({ seconds: whole({ min: 1, max: 31_536_000 }), reason: optional(text({ max: 500 })) }),
        result: nothing,
      },
      ({ params, body, caller }) => {
        access.ban(caller, params.address, body);
        return {};
      },
    ),
    route(
      ['DELETE', '/api/bans/{address}'],
      { ...changing, ...byAddress, id: 'bans.lift', summary: 'Lifts a ban.', body: nothing, result: nothing },
      ({ params, caller }) => {
        access.lift(caller, params.address);
        return {};
      },
    ),
  ];
}
