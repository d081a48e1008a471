import { contactAbout } from '../../protocol/methods/contactAbout.ts';
import { handle } from '../handler.ts';

export const handleContactAbout = handle(contactAbout, ({ contacts }, { addresses }) => ({
  people: addresses.map((address) => contacts.about(address) ?? null),
}));
