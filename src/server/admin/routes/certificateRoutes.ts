import { MailError } from '../../../base/errors.ts';
import type { AdminParts } from '../adminParts.ts';
import { type Route, rawRoute, route } from '../route.ts';
import { fields, nothing, oneOf, text } from '../shape.ts';

/** What people see of a certificate. */
export const certificate = fields({
  subject: text(),
  issuer: text(),
  validTo: text(),
  fingerprint: text(),
  own: oneOf('yes', 'no'),
});
const place = { params: nothing, query: nothing } as const;

/** The certificate, and the authority that clients trust. */
export function certificateRoutes({ identity }: AdminParts): readonly Route[] {
  return [
    rawRoute(
      ['GET', '/api/certificate/ca.pem'],
      {
        ...place,
        id: 'certificate.authority',
        summary: 'The authority that signed the certificate, for clients to trust.',
        needs: 'anyone',
        body: nothing,
        gives: 'file',
        result: { type: 'string' },
      },
      () => {
        const { ca } = identity.set;
        if (ca === '') throw new MailError('server.noSuchThing');
        return {
          headers: { 'content-disposition': 'attachment; filename="mailroom-ca.pem"' },
          body: { type: 'application/x-pem-file', bytes: ca },
        };
      },
    ),
    route(
      ['POST', '/api/certificate/reload'],
      {
        ...place,
        id: 'certificate.reload',
        summary: 'Reads the certificate again, as SIGHUP does.',
        needs: 'operator',
        body: nothing,
        result: certificate,
      },
      () => {
        identity.reload();
        return identity.described;
      },
    ),
  ];
}
