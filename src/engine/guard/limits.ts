/** Looking through one mail takes at most so long, ms; then it is not sent, and says why. */
export const secretsTimeoutMs = 120_000;
/** Secrets told of one mail. */
export const secretsToldMax = 100;
