import { textMessageMail } from '../../mail/sample/textMessageMail.ts';
import { canonicalAddress } from '../address.ts';
import { type Directory, isRefusal, type LocalRecipient, sandboxAddress } from '../directory/directory.ts';
import type { Store } from '../store/store.ts';
import type { User } from '../store/users.ts';

export interface IncomingMessage {
  /** Return path; empty for a bounce. */
  readonly from: string;
  readonly recipients: readonly string[];
  readonly bytes: Uint8Array;
  readonly receivedAt: number;
  readonly trace: {
    readonly id: string;
    readonly greeting: string;
    readonly address: string;
    readonly protocol: string;
  };
}

/** Local delivery: every recipient is somebody here. Nothing is ever passed on. */
export class Delivery {
  readonly #store: Store;
  readonly #directory: Directory;

  constructor({ store, directory }: { readonly store: Store; readonly directory: Directory }) {
    this.#store = store;
    this.#directory = directory;
  }

  hasUser(address: string): boolean {
    return this.#store.users.find(address) !== undefined;
  }

  accepts(address: string): boolean {
    return this.#localOf(address).length > 0;
  }

  /** Puts the message into each recipient's INBOX, all in one transaction, on disk when this resolves. */
  deliver(message: IncomingMessage): Promise<void> {
    const { bytes, receivedAt: internalDate } = message;
    const unique = new Map(message.recipients.map((address) => [canonicalAddress(address), address]));
    const deliveries = [...unique.values()].flatMap((recipient) =>
      this.#localOf(recipient).map(({ user }) => {
        const stamp = stampOf(message, user, recipient);
        return { user, message: { bytes, stamp, flags: [], internalDate } };
      }),
    );
    return this.#store.deliver(deliveries);
  }

  /** A text message that left for a phone: its mail is shown to the first who lives here, else in the sandbox. */
  async showText(
    text: { readonly mobile: string; readonly content: string; readonly id: string },
    at: number,
  ): Promise<void> {
    const all = this.#store.users.all();
    const user = all.find(({ address }) => address !== sandboxAddress) ?? all[0];
    if (!user) return;
    const bytes = textMessageMail({ ...text, to: user.address, at });
    await this.#store.deliver([{ user, message: { bytes, flags: [], internalDate: at } }]);
  }

  #localOf(address: string): readonly LocalRecipient[] {
    const route = this.#directory.resolve(address);
    return isRefusal(route) ? [] : route.local;
  }
}

/** Return-Path, Delivered-To and Received on top (RFC 5321 §4.4); the message itself stays byte for byte. */
function stampOf({ from, receivedAt, trace }: IncomingMessage, user: User, recipient: string): Uint8Array {
  const date = new Date(receivedAt).toUTCString().replace('GMT', '+0000');
  const header = [
    `Return-Path: <${plain(from)}>`,
    `Delivered-To: ${user.address}`,
    `X-Original-To: ${plain(recipient)}`,
    `Received: from ${plain(trace.greeting)} ([${plain(trace.address)}])`,
    `\tby localhost (Mailroom) with ${plain(trace.protocol)} id ${plain(trace.id)}`,
    `\tfor <${plain(recipient)}>; ${date}`,
  ];
  return Buffer.from(header.map((line) => `${line}\r\n`).join(''), 'utf8');
}

/** What a client said, as a piece of a header line: no controls, no brackets of ours. */
function plain(text: string): string {
  return text.replace(/[\x00-\x20\x7f<>()]/g, '').slice(0, 320);
}
