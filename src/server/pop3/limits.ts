/** Bounds of what one POP3 client can make the server do. */

/** How long a signed-in client may be silent (RFC 1939 §3: at least 10 minutes), ms. */
export const idleTimeoutMs = 10 * 60_000;
/** Lines that are no command, or not in this state, before a session is closed. */
export const badCommandsMax = 50;
