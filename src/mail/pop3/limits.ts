/** Bounds of one POP3 session. Times in ms, sizes in bytes. */

/** Silence after a command, and in the middle of a reply. A server may think for long after PASS (locks) and after QUIT. */
export const replyTimeoutMs = 120_000;
/** What one session may take, whatever its server does. */
export const sessionMaxMs = 4 * 3_600_000;
/** Messages of one maildrop; a listing with more is taken for a lie. */
export const maildropMaxMessages = 2_000_000;
/** Commands that leave before the first of their replies, where the server takes that (RFC 2449 §6.6). */
export const pipelineMax = 20;
/** Messages that are asked for ahead, bytes: what is on its way when a person wants to stop. */
export const pipelineMaxBytes = 1024 * 1024;
