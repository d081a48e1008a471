/** How far apart two mails may lie that only their subject joins, ms. */
export const subjectSpanMs = 14 * 86_400_000;
/** Threads, and answers without references, of one subject that are looked at. */
export const subjectThreadsMax = 20;
/** Messages of such a thread that are looked at, the newest. */
export const threadMembersLookedAt = 50;
/** Messages looked at in one transaction: some 10 ms. */
export const scanRows = 400;
/** Quiet after the last change before messages are linked, ms: a listing under way goes first. */
export const quietMs = 500;
