import { method } from '../method.ts';
import { count, list, nullable, object, string, timestamp } from '../schema.ts';

/** What is known of people by the mail seen and sent: null for somebody never met. In the order asked. */
export const contactAbout = method('contact.about', {
  params: { addresses: list(string({ max: 320 }), { max: 50 }) },
  result: {
    people: list(
      nullable(
        object({
          name: string({ max: 1_000 }),
          address: string({ max: 320 }),
          /** Mails that went to them, and that they were on. */
          sent: count,
          seen: count,
          lastAt: timestamp,
        }),
      ),
      { max: 50 },
    ),
  },
});
