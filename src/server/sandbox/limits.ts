/** Bounds of the sandbox. */

/** Rules of faults in force at once. */
export const faultRulesMax = 100;
/** The longest delay that a fault makes, ms. */
export const faultDelayMaxMs = 10 * 60_000;
/** What a rule compares with, characters. */
export const faultWordsMaxChars = 400;
