import type { AdminParts } from '../adminParts.ts';
import { type Route, route } from '../route.ts';
import { fields, list, nothing, oneOf, optional, secret, text, whole } from '../shape.ts';

const limits = {
  registrationQuotaBytes: whole(),
  banAfterFailures: whole(),
  banWindowSeconds: whole(),
  banSeconds: whole(),
  userMessagesPerHour: whole(),
  userRecipientsPerHour: whole(),
  addressConnectionsPerMinute: whole(),
  addressMessagesPerHour: whole(),
};
const registration = oneOf('off', 'invitation', 'open');
const settings = fields({ registration, ...limits });
const place = { params: nothing, query: nothing } as const;

/** What holds for everybody: who may register, limits, invitations. */
export function registrationRoutes(parts: AdminParts): readonly Route[] {
  const { people } = parts;
  return [
    route(
      ['GET', '/api/people-settings'],
      {
        ...place,
        id: 'people.settings',
        summary: 'What holds for everybody; 0 = no limit.',
        needs: 'readOnly',
        body: nothing,
        result: settings,
      },
      () => people.access.settings(),
    ),
    route(
      ['PATCH', '/api/people-settings'],
      {
        ...place,
        id: 'people.changeSettings',
        summary: 'Changes what holds for everybody.',
        needs: 'admin',
        auditsItself: true,
        body: fields({
          registration: optional(registration),
          registrationQuotaBytes: optional(whole()),
          banAfterFailures: optional(whole()),
          banWindowSeconds: optional(whole()),
          banSeconds: optional(whole()),
          userMessagesPerHour: optional(whole()),
          userRecipientsPerHour: optional(whole()),
          addressConnectionsPerMinute: optional(whole()),
          addressMessagesPerHour: optional(whole()),
        }),
        result: settings,
      },
      ({ body, caller }) => people.access.changeSettings(caller, body),
    ),
    route(
      ['POST', '/api/register'],
      {
        ...place,
        id: 'account.register',
        summary: 'Makes a mailbox for oneself, where that is allowed.',
        needs: 'anyone',
        auditsItself: true,
        body: fields({
          address: text({ min: 1, max: 320 }),
          password: secret,
          displayName: optional(text({ max: 200 })),
          code: optional(text({ max: 100 })),
        }),
        result: fields({ address: text() }),
      },
      async ({ body, caller }) => {
        const { address } = await people.registration.register({ ...body, remoteAddress: caller.remoteAddress });
        return { address };
      },
    ),
    ...invitationRoutes(parts),
  ];
}

function invitationRoutes({ people: { registration: invitations } }: AdminParts): readonly Route[] {
  const invitation = fields({ id: whole(), address: text(), createdAt: whole(), expiresAt: whole(), usedBy: text() });
  return [
    route(
      ['GET', '/api/invitations'],
      {
        ...place,
        id: 'invitations.list',
        summary: 'Invitations, used and open.',
        needs: 'operator',
        body: nothing,
        result: fields({ invitations: list(invitation) }),
      },
      () => ({ invitations: invitations.invitations() }),
    ),
    route(
      ['POST', '/api/invitations'],
      {
        ...place,
        id: 'invitations.add',
        summary: 'Invites somebody; the code is shown this once.',
        needs: 'operator',
        auditsItself: true,
        body: fields({ address: optional(text({ max: 320 })), days: optional(whole({ min: 1, max: 365 })) }),
        result: fields({ id: whole(), code: text() }),
      },
      ({ body, caller }) => invitations.invite(caller, body),
    ),
    route(
      ['DELETE', '/api/invitations/{id}'],
      {
        id: 'invitations.remove',
        summary: 'Takes an invitation back.',
        needs: 'operator',
        auditsItself: true,
        params: fields({ id: whole() }),
        query: nothing,
        body: nothing,
        result: nothing,
      },
      ({ params, caller }) => {
        invitations.revoke(caller, params.id);
        return {};
      },
    ),
  ];
}
