import { textMessageMail } from '../../mail/sample/textMessageMail.ts';
import { canonicalAddress } from '../address.ts';
import { type Directory, isRefusal, type Refusal, type Route, sandboxAddress } from '../directory/directory.ts';
import type { Placed, Store } from '../store/store.ts';
import type { User } from '../store/users.ts';

export interface IncomingMessage {
  /** Return path; empty for a bounce. */
  readonly from: string;
  readonly recipients: readonly string[];
  /** Who each of them is, where that was looked up before; in the same order. */
  readonly routes?: readonly Route[];
  readonly bytes: Uint8Array;
  readonly receivedAt: number;
  readonly trace: {
    readonly id: string;
    /** The name of this server. Default localhost. */
    readonly by?: string;
    readonly greeting: string;
    readonly address: string;
    readonly protocol: string;
  };
}

/** What the sandbox does with one mail while it is delivered. */
export interface CaptureHook {
  /** The mailbox of the catch-all that the mail goes to; made where it is missing. */
  readonly mailbox: string;
  /** Runs in the delivery's transaction, again where that is tried again. `at`: the catch-all's copy, else the first one. */
  write(at: Placed, touched: number[]): void;
  /** Runs once the mail is on disk. */
  arrived(): void;
}

export interface DeliveryOptions {
  readonly store: Store;
  readonly directory: Directory;
  /** In the sandbox: asked about each mail. */
  readonly capture?: ((message: IncomingMessage) => CaptureHook) | undefined;
}

/** Local delivery: every recipient is somebody here. Nothing is ever passed on. */
export class Delivery {
  readonly #store: Store;
  readonly #directory: Directory;
  readonly #capture: DeliveryOptions['capture'];

  constructor({ store, directory, capture }: DeliveryOptions) {
    this.#store = store;
    this.#directory = directory;
    this.#capture = capture;
  }

  hasUser(address: string): boolean {
    return this.#store.users.find(address) !== undefined;
  }

  /** Who gets what is sent to this address; or why nobody does. `bytes`: its size as far as it is known, for quota. */
  route(address: string, bytes = 0): Route | Refusal {
    return this.#directory.resolve(address, { bytes: Math.max(1, bytes) });
  }

  /** Somebody is about to deliver, so that it shares a transaction with others; or no more. */
  announce(who: object, comes: boolean): void {
    if (comes) this.#store.deliveries.expect(who);
    else this.#store.deliveries.unexpect(who);
  }

  /** Puts the message into each recipient's INBOX, all in one transaction, on disk when this resolves. */
  async deliver(message: IncomingMessage): Promise<void> {
    const { bytes, receivedAt: internalDate } = message;
    const capture = this.#capture?.(message);
    const unique = new Map(message.recipients.map((address, index) => [canonicalAddress(address), { address, index }]));
    const local = [...unique.values()].flatMap(({ address, index }) => {
      const route = message.routes?.[index] ?? this.route(address);
      return isRefusal(route) ? [] : route.local.map(({ user }) => ({ user, recipient: address }));
    });
    const isCaught = ({ user }: { readonly user: User }) => user.address === sandboxAddress;
    // Who is reached in two ways, as by a list and by name, has it once.
    const people = new Map<number, (typeof local)[number]>();
    for (const one of local) if (!people.has(one.user.id)) people.set(one.user.id, one);
    const copies = [...people.values()]
      .filter((one) => !isCaught(one))
      .map(({ user, recipient }) => ({ user, recipients: [recipient] }));
    // What strangers would have got lies in the sandbox once, however many they are.
    const [caught] = local.filter(isCaught);
    if (caught)
      copies.unshift({ user: caught.user, recipients: local.filter(isCaught).map(({ recipient }) => recipient) });
    const deliveries = copies.map(({ user, recipients }) => ({
      user,
      ...(capture && user.address === sandboxAddress ? { mailbox: capture.mailbox } : {}),
      message: { bytes, stamp: stampOf(message, user, recipients), flags: [], internalDate },
    }));
    await this.#store.deliver(deliveries, ([first], touched) => {
      if (first) capture?.write(first, touched);
    });
    capture?.arrived();
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
}

/** Return-Path, Delivered-To and Received on top (RFC 5321 §4.4); the message itself stays byte for byte. */
function stampOf({ from, receivedAt, trace }: IncomingMessage, user: User, recipients: readonly string[]): Uint8Array {
  const date = new Date(receivedAt).toUTCString().replace('GMT', '+0000');
  const [only = '', ...others] = recipients.map(plain);
  const header = [
    `Return-Path: <${plain(from)}>`,
    `Delivered-To: ${user.address}`,
    ...[only, ...others].map((recipient) => `X-Original-To: ${recipient}`),
    `Received: from ${plain(trace.greeting) || 'unknown'} ([${literal(trace.address)}])`,
    `\tby ${plain(trace.by ?? 'localhost')} (Mailroom) with ${plain(trace.protocol)} id ${plain(trace.id)}`,
    // RFC 5321 §4.4: one address at most, so that nobody learns of the others.
    others.length === 0 ? `\tfor <${only}>; ${date}` : `\t; ${date}`,
  ];
  return Buffer.from(header.map((line) => `${line}\r\n`).join(''), 'utf8');
}

/** An address of the network within brackets (RFC 5321 §4.1.3). */
function literal(address: string): string {
  const bare = plain(address).replace(/^::ffff:(?=\d+\.)/i, '');
  return bare.includes(':') ? `IPv6:${bare}` : bare;
}

/** What a client said, as a piece of a header line: no controls, no brackets of ours. */
function plain(text: string): string {
  return text.replace(/[\x00-\x20\x7f<>()]/g, '').slice(0, 320);
}
