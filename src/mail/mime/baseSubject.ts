/** Prefixes that mail programs put before a subject, in the languages that one meets, with a counter or without. */
export const replyPrefix = /^(?:re|aw|antw|sv|vs|odp|r|回复|回覆|答复|答覆|回信)(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:：]\s*/i;
export const forwardPrefix = /^(?:fwd?|wg|tr|rv|i|转发|轉寄|轉發)(?:\[\d+\]|\(\d+\))?\s*[:：]\s*/i;

/** What a mailing list puts before its subjects: `[name] `. */
const listTag = /^\[[^[\]]{1,60}\]\s*/;
const forwardTrailer = /\s*\((?:fwd|fw)\)$/i;

export interface BaseSubject {
  /** The subject without what answering, forwarding and lists put around it; case, width and blanks made alike. */
  readonly base: string;
  /** It began as the subject of an answer. */
  readonly isReply: boolean;
}

/** The base of a subject (RFC 5256 §2.1), with the prefixes of other languages too. */
export function baseSubject(subject: string): BaseSubject {
  let rest = subject.normalize('NFKC').replace(/\s+/g, ' ').trim().replace(forwardTrailer, '');
  let isReply = false;
  for (;;) {
    const withoutReply = rest.replace(replyPrefix, '');
    isReply ||= withoutReply !== rest;
    const bare = withoutReply.replace(forwardPrefix, '');
    // A subject that is nothing but a tag keeps it (RFC 5256 §2.1, step 5).
    const shorter = bare.replace(listTag, '') || bare;
    if (shorter === rest) return { base: rest.toLowerCase(), isReply };
    rest = shorter;
  }
}
