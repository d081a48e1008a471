/** Looking through one mail takes at most so long, ms; then it is not sent, and says why. */
export const secretsTimeoutMs = 120_000;
/** Secrets told of one mail. */
export const secretsToldMax = 100;
/** A text without files up to so many UTF-16 units is looked through in the engine's own thread: a millisecond at most. */
export const searchedHereMaxChars = 16 * 1024;
