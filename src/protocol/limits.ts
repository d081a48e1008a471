/** The largest JSON message between client and engine, bytes: a whole draft in any script. What is larger moves as a file. */
export const messageMaxBytes = 16 * 1024 * 1024;
/** Text above this moves by file instead of inside a message, UTF-16 units. */
export const inlineTextMaxChars = 64 * 1024;
/** The most rows that one page of a list holds. */
export const pageMaxRows = 500;
/** The most messages of one conversation that are given, the newest. */
export const threadMaxMessages = 1_000;
/** How much of a message's text a tooltip shows: lines, and UTF-16 units of each. */
export const previewMaxLines = 3;
export const previewMaxChars = 200;
/** The most messages that one action names. */
export const actionMaxMessages = 10_000;
/** Events waiting for one slow client; more than that become one `resync`. */
export const eventQueueMax = 1_000;
/** The largest draft document, UTF-16 units. */
export const draftMaxChars = 4 * 1024 * 1024;
/** Requests of one client that may be under way at once. */
export const requestsInFlightMax = 200;
/** Progress reports of one request, per second. */
export const progressPerSecond = 10;

/** Messages marked for deletion that are listed at once. */
export const markedMaxMessages = 5_000;

/** An engine that leaves may take so long to finish a transaction that is connected, ms; a newer client waits for it. */
export const finishMaxMs = 60_000;
