/** Bounds of sending. Times in ms. */

/** Waits between attempts: greylisting wants some minutes, a server that is down should not be hammered. */
export const retryPolicy = { firstMs: 30_000, factor: 2, maxMs: 60 * 60_000 } as const;
/** From a server's first "not now" to giving up (RFC 5321 §4.5.4.1 asks relays for days; a person wants to know sooner). */
export const expiryMs = 2 * 24 * 60 * 60_000;
/** Mail that waited longer than this when the engine starts is asked about before it leaves. */
export const staleMs = 6 * 60 * 60_000;
/** Mail whose chosen time passed longer ago than this (the engine did not run, the machine slept) is asked about. */
export const missedMs = 15 * 60_000;
/** While a mail has a time to leave at, the clock is looked at so often: it may be set, and the machine may sleep. */
export const clockLookMs = 30_000;
/** How often an account without a secret is looked at again, beside the moments when one is given. */
export const secretRetryMs = 30_000;
/** How long finished mail is listed. */
export const listedMs = 24 * 60 * 60_000;
/** How long finished mail is remembered with its dialogue. */
export const rememberedMs = 90 * 24 * 60 * 60_000;
/** How long it is known what became of a sent mail, by its Message-ID; and that its draft was sent. */
export const storyMs = 400 * 24 * 60 * 60_000;
/** Progress events of one mail are at least this far apart. */
export const progressEveryMs = 200;
/** A look at Sent before a mail leaves may take this long; then the mail leaves without. */
export const sentLookMaxMs = 5_000;
/** For so long a look at Sent serves the mails that follow. */
export const sentPositionFreshMs = 30_000;
/** How long and how often Sent is watched for a copy that the server makes by itself. */
export const sentWatchMs = 20_000;
export const sentWatchEveryMs = 2_000;
/** After this long without success a copy for Sent is given up and said to be missing. */
export const sentCopyGiveUpMs = 24 * 60 * 60_000;
export const sentCopyRetryMs = 60_000;
/** Newest messages of Sent that are looked at when its UIDNEXT wasn't noted in time. */
export const sentLookBack = 50;
/** Mail in the outbox at once. */
export const outboxMaxItems = 5_000;
/** The largest mail that is stored in Sent; it is held whole for that moment. */
export const appendMaxBytes = 100 * 1024 * 1024;
/** Copies for Sent that are looked for and stored at once. */
export const sentCopiesAtOnce = 3;
/** How long a connection waits for the next mail of a burst, and how many mails it takes: servers bound both. */
export const keptIdleMs = 10_000;
export const keptMaxMails = 100;
/**
 * Connections of one account at once, and how many mails must wait for each: providers allow few (Outlook 3), and the mails
 * of a person, which have an order, never are so many.
 */
export const lanesMax = 3;
export const laneMails = 20;
/** After a refusal an account's mails leave one at a time for so long. */
export const narrowMs = 10 * 60_000;
/** What a server said of the size that it takes holds for this long; it is told again with every mail that leaves. */
export const sizeFreshMs = 24 * 60 * 60_000;
/** A mail below this is taken everywhere: no server is asked for it. */
export const askSizeAboveBytes = 5_000_000;
/** Asking a server for the size that it takes. */
export const askSizeMaxMs = 10_000;
/** Reports of delivery are looked for in mail of so many days, and belong to mail that left within as many. */
export const reportDaysMs = 14 * 24 * 60 * 60_000;
/** Without a name of the mail in it, a report belongs to one that left to its recipient within this. */
export const namelessReportMs = 3 * 24 * 60 * 60_000;
/** Mailboxes must be quiet for so long before they are looked through for reports. */
export const reportQuietMs = 1_500;
/** Rows of a look, reports read in one, and bytes read of each: what is behind them is the mail that came back. */
export const reportRowsMax = 2_000;
export const reportsAtOnce = 50;
export const reportReadBytes = 512 * 1024;
export const reportMaxBytes = 20 * 1024 * 1024;
/** Receipts of readers belong to mail that left within this, and are no larger; what is larger is a letter. */
export const receiptDaysMs = 180 * 24 * 60 * 60_000;
export const receiptMaxBytes = 200 * 1024;
/** Sessions led by hand at once, and how long one waits for the next line (RFC 5321 §4.5.3.2.7). */
export const handSessionsMax = 5;
export const handIdleMs = 5 * 60_000;
