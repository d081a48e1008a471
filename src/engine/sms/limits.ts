/** Bounds of sending text messages. Times in ms. */

/** Waits between attempts of what could not leave. */
export const smsRetryPolicy = { firstMs: 15_000, factor: 2, maxMs: 10 * 60_000 } as const;
/** A text that could not leave for so long is given up: what it says may no longer be true. */
export const smsExpiryMs = 60 * 60_000;
/** How often a gateway without its secret is looked at again, beside the moments when one is given. */
export const smsSecretRetryMs = 30_000;
/** How long finished texts are listed, and remembered. */
export const smsListedMs = 7 * 24 * 60 * 60_000;
export const smsRememberedMs = 90 * 24 * 60 * 60_000;
export const smsMaxItems = 2_000;
/** Lines kept of what was said about one text, the newest; and UTF-16 units of each. */
export const smsLogMaxLines = 500;
export const smsLogLineMaxChars = 2_000;
export const gatewaysMax = 100;
