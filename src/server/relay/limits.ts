/** Bounds of mail to other servers. */

/** How long a mail is tried (RFC 5321 §4.5.4.1: 4 to 5 days at least), ms. */
export const expiryMs = 5 * 24 * 3_600_000;
/** After how long a sender is told that it takes long, once (RFC 5321 §4.5.4.1 leaves it open), ms. */
export const delayNoticeMs = 4 * 3_600_000;
/** Received fields at which a mail is taken to go round in a circle (RFC 5321 §6.3: at least 100). */
export const hopsMax = 100;
/** Recipients of one transaction (RFC 5321 §4.5.3.1.8: every server takes 100). */
export const transactionRecipientsMax = 100;
/** Servers that are talked to at once. */
export const hopsAtOnceMax = 20;
/** Hosts of a domain that are tried one after another (RFC 5321 §5.1). */
export const exchangersMax = 5;
/** What a report gives back of a mail's header, bytes. */
export const reportHeaderMaxBytes = 65_536;
/** What is kept of another server's reply, characters. */
export const keptReplyMaxChars = 500;

const minute = 60_000;
const waits = [1, 5, 15, 30, 60, 120].map((minutes) => minutes * minute);

/** How long the next attempt waits after so many (RFC 5321 §4.5.4.1), ms. */
export function retryWaitMs(attempts: number): number {
  return waits[Math.max(0, attempts - 1)] ?? 4 * 60 * minute;
}
