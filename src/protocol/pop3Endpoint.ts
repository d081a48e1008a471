import { boolean, integer, object, oneOf, optional, string } from './schema.ts';

/**
 * A server that only hands out mail (RFC 1939). What is fetched is kept here; unless told otherwise it stays on the server
 * until it is deleted here.
 */
export const pop3Endpoint = object({
  host: string({ max: 255 }),
  port: integer({ min: 1, max: 65_535 }),
  security: oneOf('tls', 'starttls', 'none'),
  /** The user name for this service, where it is not the account's. */
  user: optional(string({ max: 500 })),
  /** False: removed from the server once it is here. Default true. */
  leaveOnServer: optional(boolean),
  /** Removed from the server so many days after it was fetched. */
  deleteAfterDays: optional(integer({ min: 1, max: 3_650 })),
  /** Removed from the server when it is in the Trash here, or gone. Default true. */
  deleteWhenDeletedHere: optional(boolean),
});
