/** Bounds of what SMTP's grammar takes. */

/** Octets of a command line with its CRLF. RFC 5321 §4.5.3.1.4 wants 512 and more by each extension; AUTH wants 12,288 (RFC 4954 §4). */
export const lineMaxBytes = 12_288;
/** Octets of one over-long line that are thrown away before the client is taken for hostile. */
export const skippedMaxBytes = 1_048_576;
/** RFC 5321 §4.5.3.1: octets of a local part, a domain, and a path with its brackets. */
export const localPartMaxBytes = 64;
export const domainMaxBytes = 255;
export const pathMaxBytes = 1_024;
/** Parameters behind a path. */
export const parametersMax = 20;
/** RFC 3461 §4.2 and §4.4: characters of an ORCPT and an ENVID, encoded. */
export const originalRecipientMaxChars = 500;
export const envelopeIdMaxChars = 100;
