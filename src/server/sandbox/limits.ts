/** Bounds of the sandbox. */

/** Rules of faults in force at once. */
export const faultRulesMax = 100;
/** The longest delay that a fault makes, ms. */
export const faultDelayMaxMs = 10 * 60_000;
/** What a rule compares with, characters. */
export const faultWordsMaxChars = 400;
/** Text that a list shows of a mail, characters. */
export const snippetMaxChars = 250;
/** What a search looks through of one mail, characters. */
export const searchTextMaxChars = 1_000_000;
/** Terms of one search. */
export const searchTermsMax = 50;
/** Rules that route mails. */
export const routeRulesMax = 500;
/** Tags of one mail, and their length in characters. */
export const tagsMax = 50;
export const tagMaxChars = 100;
/** How long one request may wait for a mail, ms. */
export const waitMaxMs = 60 * 60_000;
/** Who waits for mails at once. */
export const waitersMax = 1_000;
/** Mails of one page of a list. */
export const pageMax = 1_000;
/** Calls of the webhook that wait; what comes beyond is dropped and counted. */
export const webhookQueueMax = 1_000;
/** How often a call of the webhook is tried, and how long each may take, ms. */
export const webhookAttemptsMax = 4;
export const webhookTimeoutMs = 5_000;
/** How often mails that are too old are looked for, ms, and how many go in one transaction. */
export const pruneEveryMs = 60_000;
export const pruneMax = 10_000;
/** Mails of a generated sample. */
export const sampleMessagesMax = 1_000_000;
/** The longest line in which a weak connection looks for a command. */
export const weakLineMaxBytes = 65_536;
