import { method } from '../method.ts';
import { address } from '../records.ts';
import { integer, list, string } from '../schema.ts';

/** Addresses from mail seen and sent whose name or address has this prefix in any word; most used first. */
export const contactSearch = method('contact.search', {
  params: { prefix: string({ max: 200 }), limit: integer({ min: 1, max: 50 }) },
  result: { contacts: list(address, { max: 50 }) },
});
