/** How often a POP3 server is asked for news, ms. */
export const popPollIntervalMs = 300_000;
/** The largest message that is fetched, bytes; a larger one stays on the server. */
export const popMessageMaxBytes = 150 * 1024 * 1024;
/** Messages, and their bytes, that one transaction takes in: what a break of the line makes the next session fetch again. */
export const batchMaxMessages = 100;
export const batchMaxBytes = 2 * 1024 * 1024;
/** Rows that are made between two looks at what else the engine has to do. */
export const rowsAtOnce = 20;
/** The largest message whose source is put into the cache when its row is, so that its text is indexed, bytes. */
export const cachedAheadMaxBytes = 512 * 1024;
