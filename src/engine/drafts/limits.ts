/** A draft's copy is stored so long after the last key, ms; while typing goes on, so long after the copy before. */
export const uploadDelayMs = 4_000;
export const uploadEveryMs = 30_000;
/** A copy that is gone from the list is looked for after, ms: its next version may be on its way. */
export const lookDelayMs = 500;
/** After a failure (no network, a full mailbox) it is tried again after, ms. */
export const uploadRetryMs = 60_000;
/** One look at or change of a Drafts mailbox takes at most, ms. */
export const draftTaskMaxMs = 60_000;
/** A draft of another client that is larger is not read: it opens in the reader. Bytes. */
export const remoteDraftMaxBytes = 25 * 1024 * 1024;
/** Attachments that travel with a draft's copy, bytes; larger ones stay here, and the copy names them. */
export const copiedFilesMaxBytes = 10 * 1024 * 1024;
/** Lines of two texts that are compared one by one; longer ones count as changed whole. */
export const mergedMaxLines = 20_000;
