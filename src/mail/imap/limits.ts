/** A connection that is silent for so long inside a command is given up, ms. Idle ones are probed instead. */
export const socketTimeoutMs = 120_000;
/** From dialling to being signed in, ms: longer than its steps may take one by one, so that one byte a minute is no life. */
export const signInMaxMs = 120_000;
/** One command, its answer to the end, ms: the slowest line that is worth having takes 1 MB in that time. */
export const commandMaxMs = 30 * 60_000;
/** What a server may say to one command, bytes, and so much more for each message of the selected mailbox. */
export const commandMaxBytes = 64 * 1024 * 1024;
export const rowMaxBytes = 16 * 1024;
/** What a response counts beside its bytes, because each keeps imapflow busy however short it is. */
export const responseCostBytes = 1024;
/** Messages of one mailbox. A server that claims more is not believed. */
export const mailboxMaxMessages = 10_000_000;
/** IDLE is asked for again after this long, ms: RFC 2177 §3 wants it before 29 minutes; some gateways forget after 10. */
export const idleReissueMs = 9 * 60_000;
/** How often a server without IDLE is asked about the selected mailbox, ms. */
export const noopIntervalMs = 60_000;
/** The longest response line, bytes: an ENVELOPE with thousands of recipients. */
export const responseLineMaxBytes = 8 * 1024 * 1024;
/** How much of a FETCH response is held back until it has ended, bytes; a longer one goes through imapflow's framing. */
export const heldResponseMaxBytes = 256 * 1024;
/** The largest literal, bytes. Message bodies are fetched in pieces below this. */
export const literalMaxBytes = 16 * 1024 * 1024;
/** How much of a message one FETCH asks for, bytes. */
export const bodyPieceBytes = 1024 * 1024;
/** Ranges in the UID set of one command: keeps the command line within what servers read (8,192 bytes). */
export const uidRangesPerCommand = 400;
/** The longest part of a server's words that an error keeps, characters. */
export const serverSaidMaxChars = 1_000;
/** How deep and how wide a BODYSTRUCTURE may be for its parts to be fetched one by one; others are fetched whole. */
export const structureDepthMax = 20;
export const structurePartsMax = 200;
