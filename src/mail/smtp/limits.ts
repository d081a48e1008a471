/** Bounds of a submission. Times in ms. */

/** Silence of the server, or no byte taken by it, before its final reply is due (RFC 5321 §4.5.3.2: 3 to 5 minutes a step). */
export const stallTimeoutMs = 5 * 60_000;
/** From the final dot to its reply (RFC 5321 §4.5.3.2.6). */
export const finalReplyTimeoutMs = 10 * 60_000;
/** A whole session, ms: one byte a minute keeps the bounds of silence away for ever. 100 MB at 128 kbit/s take 1.8 hours. */
export const sessionMaxMs = 2 * 3_600_000;
/** Lines that a dialogue keeps; the middle of a longer one is left out. */
export const dialogueMaxLines = 2_000;
/** UTF-16 units of one line. */
export const dialogueLineMaxChars = 4_000;
/** Text of one reply, UTF-16 units. */
export const replyMaxChars = 4_000;
/** From RSET on a kept connection to its reply; a line that takes longer is taken for dead. */
export const resetTimeoutMs = 10_000;
/** Bytes of replies that a session by hand holds before they are read. */
export const handReplyMaxBytes = 1_000_000;
