/** Bounds of text messages. Sizes in UTF-16 units unless said otherwise. */

/** Digits of a number, country included (E.164 §6.1); the shortest that networks give out, with the country. */
export const phoneMaxDigits = 15;
export const phoneMinDigits = 7;
/** The longest text that is read as a number. */
export const phoneTextMaxChars = 60;
/** Numbers that one text message goes to. */
export const recipientsMax = 100;
/** Parts that one text may take: each is paid for, and networks join no more in order. */
export const partsMax = 10;
/** What is read of a gateway's answer, as JSON: levels. */
export const answerMaxDepth = 20;
/** What is kept of a gateway's words. */
export const wordsMaxChars = 500;
/** Placeholders in one text. */
export const variablesMax = 20;
