/** Bounds of what one peer can make the grammar hold. */

/** A command with its CRLF (RFC 2449 §4). */
export const commandMaxBytes = 255;
/** A line of a SASL exchange with its CRLF (RFC 5034 §4 with RFC 4616: room for any name and password). */
export const saslLineMaxBytes = 12_288;
/** The first line of a reply: RFC 2449 §4 says 512, some servers say more. */
export const statusLineMaxBytes = 8_192;
/** One line of a listing (LIST, UIDL, CAPA); messages know no such bound. */
export const listingLineMaxBytes = 8_192;
/** The longest unique id (RFC 1939 §7: 70); some servers go past it. */
export const uniqueIdMaxChars = 500;
