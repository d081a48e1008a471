/** Rows of the first page of a mailbox that is listed for the first time: it is there before the rest. */
export const firstPageRows = 200;
/** Rows that the second FETCH of a first listing asks for; each one after asks for twice as many. */
export const windowMinRows = 2_000;
/** Rows that one FETCH asks for at most: within it the oldest come first. */
export const windowMaxRows = 16_000;
/** Rows that one transaction writes: until then they wait as bytes. A write holds up reading from the line for so long. */
export const rowsPerTransaction = 1_000;
/** The bytes of rows that wait, at most: some mails have thousands of recipients. */
export const rowsWaitingMaxBytes = 1024 * 1024;
/** Rows after which a listing tells that there are more. */
export const rowsPerNews = 2_000;
/** How often mailboxes that nobody watches are asked for news, ms. */
export const pollIntervalMs = 60_000;
/** The same where each mailbox costs a command of its own (no LIST-STATUS), ms. */
export const slowPollIntervalMs = 300_000;
/** A connection for reading that nobody used so long is given back, ms. */
export const readerIdleMs = 90_000;
/** Waits between attempts to connect. */
export const reconnectBackoff = { firstMs: 500, factor: 2, maxMs: 300_000 };
/** A session that held so long counts as sound: the next loss begins with the first wait again, ms. */
export const soundSessionMs = 20_000;
/**
 * Connections of all accounts together beyond the one that each has: for watching the INBOX, and for what is shown. An
 * account has three at most; one that gets no more makes do with what stands.
 */
export const moreConnectionsMax = 60;
/** An account that got too few connections asks for more after this long, ms. */
export const crowdedRetryMs = 600_000;
/** A line that waits for another one to list its mailbox says NOOP so often: both sides close silent lines, ms. */
export const keepAliveMs = 60_000;
/** Requests that may wait for one connection. */
export const tasksWaitingMax = 200;
/** Mail that came in (INTERNALDATE) longer ago is not announced, ms: it was moved here or restored. */
export const announceMaxAgeMs = 3 * 86_400_000;
/** Ids that one announcement names. */
export const announceMaxIds = 100;
/** Messages kept in cache.db; larger ones are files, bytes. */
export const inlineBodyMaxBytes = 512 * 1024;
/** The largest message that is fetched to be read, bytes. */
export const messageMaxBytes = 150 * 1024 * 1024;
/** Bodies in the cache, together, bytes; the longest unused go first. */
export const bodyCacheMaxBytes = 1024 * 1024 * 1024;
/** Without a page yet, a list waits so long for its first rows, ms. */
export const firstListWaitMs = 10_000;
/** Newest rows of a mailbox listed for the first time whose people are taken note of. */
export const peopleFromRows = 500;
/** The largest message that is stored in a mailbox, bytes. */
export const appendMaxBytes = 100 * 1024 * 1024;
/** Text of mail so many days old is fetched before it is asked for, unless the settings say otherwise. */
export const textDaysDefault = 90;
/** The largest message without files whose source counts as its text, and the largest text of one with files, bytes. */
export const textMaxBytes = 128 * 1024;
/** A message with files up to this size is fetched ahead whole: asking for its parts would cost as much, bytes. */
export const wholeWithFilesMaxBytes = 16 * 1024;
/** What is taken of a message with files: ahead, and when it is opened. */
export const aheadPartLimits = { textMaxBytes, picturesMaxBytes: 128 * 1024 };
export const openedPartLimits = { textMaxBytes: 4 * 1024 * 1024, picturesMaxBytes: 4 * 1024 * 1024 };
/** What the text of a message with files is taken to be before its parts are known, bytes. */
export const textGuessBytes = 16 * 1024;
/** Messages, and their bytes, that are fetched ahead at once: whoever needs the connection waits for no more. */
export const textBatchMessages = 200;
export const textBatchMaxBytes = 512 * 1024;
/** Between two such fetches; before the first after mail was listed; between two looks for something to fetch, ms. */
export const textPauseMs = 100;
export const textDelayMs = 2_000;
export const textLookMs = 60_000;
/** Quiet for so long the engine is idle: older texts are fetched then, with such pauses, ms. */
export const textIdleAfterMs = 10_000;
export const textIdlePauseMs = 1_000;
/** Messages whose text was asked for in vain and is not asked for again by this engine. */
export const textVainMax = 10_000;
/** How long sources of messages that went are kept for the same message elsewhere, ms. */
export const leftBodyMs = 300_000;
/** With so much in the cache nothing more is fetched ahead, bytes. */
export const textCacheMaxBytes = 768 * 1024 * 1024;
/** A line that was asked after a change of the network and says nothing for so long is dead, ms. */
export const proveMaxMs = 10_000;
/** How often a sleeping machine or a changed network is looked for, ms; a jump of the clock ends all connections. */
export const wakeCheckMs = 15_000;
/** New mailboxes of one listing that are asked whether they are known under another path. */
export const newMailboxLooksMax = 100;
