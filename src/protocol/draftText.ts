import { draftMaxChars } from './limits.ts';
import { string } from './schema.ts';

/** A draft whole, header block and body. One that is too long is told as that: people paste web pages. */
export const draftText = string({ max: draftMaxChars, tooLong: 'draft.tooLarge' });
