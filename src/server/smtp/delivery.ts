import { textMessageMail } from '../../mail/sample/textMessageMail.ts';
import { canonicalAddress } from '../address.ts';
import { type Directory, isRefusal, type Refusal, type Route, sandboxAddress } from '../directory/directory.ts';
import type { Relay } from '../relay/relay.ts';
import type { NewQueuedRecipient } from '../store/queue.ts';
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
  /** What the client wants reported (RFC 3461): of the mail, and of each recipient in the same order. */
  readonly reports?: { readonly envelopeId: string; readonly wishes: readonly ReportWish[] };
  readonly trace: {
    readonly id: string;
    /** The name of this server. Default localhost. */
    readonly by?: string;
    readonly greeting: string;
    readonly address: string;
    readonly protocol: string;
  };
}

export type ReportWish = Pick<NewQueuedRecipient, 'notify' | 'originalRecipient'>;

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
  /** Takes what is for other servers. Without it, and while it is off, nothing leaves. */
  readonly relay?: Pick<Relay, 'isOn' | 'enqueue' | 'wake'> | undefined;
}

/** Puts mail into mailboxes, and what is for other servers into the queue, in one transaction. */
export class Delivery {
  readonly #store: Store;
  readonly #directory: Directory;
  readonly #capture: DeliveryOptions['capture'];
  readonly #relay: DeliveryOptions['relay'];

  constructor({ store, directory, capture, relay }: DeliveryOptions) {
    this.#store = store;
    this.#directory = directory;
    this.#capture = capture;
    this.#relay = relay;
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

  /**
   * Puts the message into each recipient's INBOX, and into the queue for those elsewhere, all in one transaction, on disk
   * when this resolves.
   */
  async deliver(message: IncomingMessage): Promise<void> {
    const { bytes, receivedAt: internalDate } = message;
    const capture = this.#capture?.(message);
    const unique = new Map(message.recipients.map((address, index) => [canonicalAddress(address), { address, index }]));
    const routed = [...unique.values()].flatMap(({ address, index }) => {
      const route = message.routes?.[index] ?? this.route(address);
      return isRefusal(route) ? [] : [{ address, index, route }];
    });
    const local = routed.flatMap(({ address, route }) => route.local.map(({ user }) => ({ user, recipient: address })));
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
    const relay = this.#relay?.isOn ? this.#relay : undefined;
    const elsewhere = relay ? recipientsElsewhere(message, routed) : [];
    await this.#store.deliver(deliveries, ([first], touched, contents) => {
      if (first) capture?.write(first, touched);
      if (elsewhere.length > 0) relay?.enqueue(queuedMail(message, elsewhere), contents);
    });
    capture?.arrived();
    if (elsewhere.length > 0) relay?.wake();
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

/** Who of them gets it elsewhere, each once; a forwarded mail is reported as the one that was written to wants it. */
function recipientsElsewhere(
  { reports }: IncomingMessage,
  routed: readonly { readonly index: number; readonly route: Route }[],
): NewQueuedRecipient[] {
  const unique = new Map<string, NewQueuedRecipient>();
  for (const { index, route } of routed) {
    const wish = reports?.wishes[index] ?? { notify: [], originalRecipient: '' };
    for (const address of route.remote) {
      const key = canonicalAddress(address);
      if (!unique.has(key)) unique.set(key, { address, ...wish });
    }
  }
  return [...unique.values()];
}

function queuedMail(message: IncomingMessage, recipients: readonly NewQueuedRecipient[]) {
  const { bytes, from: returnPath, reports, receivedAt: at } = message;
  const received = receivedField(
    message,
    recipients.map(({ address }) => address),
  );
  return { bytes, returnPath, envelopeId: reports?.envelopeId ?? '', at, stamp: fieldBytes(received), recipients };
}

/** Return-Path, Delivered-To and Received on top (RFC 5321 §4.4); the message itself stays byte for byte. */
function stampOf(message: IncomingMessage, user: User, recipients: readonly string[]): Uint8Array {
  return fieldBytes([
    `Return-Path: <${plain(message.from)}>`,
    `Delivered-To: ${user.address}`,
    ...recipients.map((recipient) => `X-Original-To: ${plain(recipient)}`),
    ...receivedField(message, recipients),
  ]);
}

/** Trace information (RFC 5321 §4.4). */
function receivedField({ receivedAt, trace }: IncomingMessage, recipients: readonly string[]): string[] {
  const date = new Date(receivedAt).toUTCString().replace('GMT', '+0000');
  const [only = '', ...others] = recipients.map(plain);
  return [
    `Received: from ${plain(trace.greeting) || 'unknown'} ([${literal(trace.address)}])`,
    `\tby ${plain(trace.by ?? 'localhost')} (Mailroom) with ${plain(trace.protocol)} id ${plain(trace.id)}`,
    // RFC 5321 §4.4: one address at most, so that nobody learns of the others.
    others.length === 0 ? `\tfor <${only}>; ${date}` : `\t; ${date}`,
  ];
}

function fieldBytes(lines: readonly string[]): Uint8Array {
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'utf8');
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
