/** Bounds of what one peer can make the grammar hold. */

/** A command with its CRLF (RFC 2449 §4). */
export const commandMaxBytes = 255;
/** A line of a SASL exchange with its CRLF (RFC 5034 §4 with RFC 4616: room for any name and password). */
export const saslLineMaxBytes = 12_288;
