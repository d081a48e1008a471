import { method } from '../method.ts';
import { string } from '../schema.ts';

/** Ends a session led by hand at once; one that has ended is no error. */
export const smtpClose = method('smtp.close', { params: { session: string({ max: 40 }) }, result: {} });
