/** Messages up to this size, and without HTML, are read again for their text, so that it is not stored twice; bytes. */
export const readAgainMaxBytes = 16 * 1024;
/** What tells which words of a message stand side by side, bytes. */
export const filterBytesMax = 64 * 1024;
/** The longest search that is read, UTF-16 units; the rest is left out, and that is said. */
export const queryMaxChars = 1_000;
/** The most conditions of one search. */
export const conditionsMax = 50;
/** How deep parentheses may nest. */
export const depthMax = 20;
/** Text of one mail that is indexed, kept and shown from, UTF-16 units; what is longer is found by its beginning. */
export const textMaxChars = 256 * 1024;
/** Hits of one search whose stored text is compared word by word (phrases, three and more Chinese characters). */
export const verifiedMax = 2_000;
/** Messages that one search looks at when no word narrows it down. */
export const examinedMax = 200_000;
/** Hits that are put in order by relevance: the newest. */
export const rankedMax = 5_000;
/** Messages looked at before other work of the engine gets its turn. */
export const chunkFirst = 250;
export const chunkMax = 4_000;
/** Characters of a mail's text shown with a hit. */
export const snippetMaxChars = 160;
/** Characters of a mail's text that are searched for the place to show, in steps of. */
export const snippetStepChars = 2_000;
/** Messages that one turn of indexing takes. */
export const indexBatchMax = 128;
/** Sources that one turn of indexing takes, bytes, but always one message. */
export const indexBatchMaxBytes = 4 * 1024 * 1024;
/** Writing to the index gives way after so many messages, some milliseconds of work, and the longer it took since, ms. */
export const indexSliceMessages = 64;
export const indexSliceMs = 10;
/** Messages without an index that one look for them passes. */
export const indexScanRows = 4_000;
/** A message that is not indexed by then is marked and skipped, ms. */
export const indexTimeoutMs = 20_000;
/** Indexing waits so long after mail was listed, so that listing has the disk for itself, ms. */
export const indexDelayMs = 200;
/** Listed messages without an index that one search looks at by their rows, and at once. */
export const unindexedMax = 20_000;
export const unindexedStep = 500;
/** The worker that makes words is let go of after so long without work, ms. */
export const workerRestMs = 5_000;
/** Clients are told how far indexing is at most this often, ms. */
export const indexProgressMs = 1_000;
/** Mailboxes that one search asks the server about. */
export const serverMailboxesMax = 20;
/** The server's part of a search ends here, ms; what was found by then is shown, and it is said. */
export const serverTimeoutMs = 20_000;
/** Suggestions for the word being typed. */
export const completionsMax = 20;
/** How often a damaged index is made anew while the engine runs. */
export const rebuildsMax = 3;
/** After a failure of the disk, indexing waits so long, ms. */
export const indexRetryMs = 60_000;
/** Fewer messages than this are indexed without a word to the clients. */
export const indexProgressMin = 500;
/** A search waits so long for mail that was just listed or fetched to be indexed, ms. */
export const searchWaitMs = 300;
/** So many messages indexed leave the index in so many pieces that they are worth joining. */
export const joinAfterMessages = 1_000;
