/** Limits of reading mail: bytes written by strangers. Each is met by cutting and a defect, never by an error. */

/** The deepest nesting of multiparts and enclosed messages; what is deeper is one part. */
export const partDepthMax = 50;
/** The most parts of one message; the rest stays inside the last one. */
export const partsMax = 10_000;
/** The most header fields kept of one part, in order. */
export const headerFieldsMax = 10_000;
/** The most header bytes kept of one part. */
export const headerBytesMax = 2 * 1024 * 1024;
/** The longest single header value that is decoded, characters. */
export const headerValueMaxChars = 512 * 1024;
/** The most addresses of one header field. */
export const addressesMax = 5_000;
/** The most decoded bytes of text shown of one message. */
export const textBytesMax = 8 * 1024 * 1024;
/** The most parameters of one structured field. */
export const parametersMax = 200;
/** The longest name of an attachment, UTF-16 units. */
export const attachmentNameMaxChars = 1_000;
/** The longest name of a file that is offered for saving, UTF-8 bytes. */
export const fileNameMaxBytes = 240;
/** The most references kept of one message. */
export const referencesMax = 1_000;
/** The most uuencoded files taken out of one text; later ones stay in it. */
export const uuBlocksMax = 100;
/** The largest TNEF container that is unpacked, decoded bytes; a larger one stays a file. */
export const tnefBytesMax = 32 * 1024 * 1024;
/** The most files and messages of one TNEF container. */
export const tnefAttachmentsMax = 1_000;
/** The deepest nesting of messages in TNEF. */
export const tnefDepthMax = 5;
/** The most properties of one list in TNEF. */
export const mapiPropertiesMax = 10_000;
/** The most bytes of RTF that a compressed body gives. */
export const rtfBytesMax = 8 * 1024 * 1024;
/** The deepest nesting of groups in RTF that keep their own settings. */
export const rtfDepthMax = 200;
