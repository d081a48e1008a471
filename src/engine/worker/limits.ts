/** The most attachments told of one message. */
export const attachmentsMax = 1_000;
/** The most characters of one header field that cross to a client. */
export const headerFieldMaxChars = 60_000;
/** Attachments up to this are hashed when the message is shown, encoded bytes. */
export const hashedAtOnceMaxBytes = 8 * 1024 * 1024;
/** The largest picture shown inside a mail, encoded bytes. */
export const inlineImageMaxBytes = 10 * 1024 * 1024;
/** All pictures shown inside one mail, encoded bytes. */
export const inlineImagesMaxBytes = 24 * 1024 * 1024;
