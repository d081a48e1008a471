import { MailError } from '../../base/errors.ts';
import type { Protocol } from '../service.ts';
import type { Store } from '../store/store.ts';

/** The longest welcome, characters: with a code or a tag before it, a greeting stays within 512 octets (RFC 5321 §4.5.3.1.5). */
export const welcomeMaxChars = 400;
const hostNameMaxChars = 255;

/** How the server introduces itself: the name of its machine, and a welcome for each protocol. Asked at each connection. */
export class Greetings {
  readonly #store: Store;

  constructor({ store }: { readonly store: Store }) {
    this.#store = store;
  }

  get hostName(): string {
    return this.#store.services.setting('hostName') ?? 'localhost';
  }

  /** Throws `server.badSetting` for what is no name of a host (RFC 1123 §2.1). */
  setHostName(name: string): void {
    const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
    const sound = name.length <= hostNameMaxChars && new RegExp(`^${label}(?:\\.${label})*$`).test(name);
    if (!sound) throw new MailError('server.badSetting', { data: { name: 'hostName' } });
    this.#store.write([], () => this.#store.services.setSetting('hostName', name.toLowerCase()));
  }

  welcome(protocol: Protocol): string {
    return this.#store.services.setting(`welcome.${protocol}`) ?? 'Mailroom';
  }

  /** Throws `server.badSetting` for one that is empty, too long, or not of printable ASCII: it goes into a line of the protocol. */
  setWelcome(protocol: Protocol, text: string): void {
    if (text.length > welcomeMaxChars || !/^[\x20-\x7e]*[\x21-\x7e][\x20-\x7e]*$/.test(text))
      throw new MailError('server.badSetting', { data: { name: `welcome.${protocol}` } });
    this.#store.write([], () => this.#store.services.setSetting(`welcome.${protocol}`, text));
  }
}
