/** Workers at once. */
export const workersMax = 2;
/** Jobs that wait for a worker; more are refused. */
export const jobsWaitingMax = 100;
/** A message that is not on its way to the screen by then is damaged, ms. */
export const renderTimeoutMs = 20_000;
/** An attachment that is not decoded by then is given up, ms. */
export const attachmentTimeoutMs = 300_000;
/** What a worker may hold of old objects, MiB. */
export const workerMemoryMaxMb = 256;
/** A worker that had nothing to do for so long is let go of, ms: it holds 30 MB, and another is there in a tenth of a second. */
export const workerRestMs = 60_000;
/** How many messages that killed their worker are remembered. */
export const damagedRememberedMax = 1_000;
/** The most remote pictures of one message. */
export const remoteImagesMax = 200;
/** Remote pictures fetched at once. */
export const remoteImagesAtOnce = 6;
/** All remote pictures of one message, bytes. */
export const remoteImagesMaxBytes = 24 * 1024 * 1024;
